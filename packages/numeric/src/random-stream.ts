/**
 * A named, seeded stream of random numbers. Two streams with the same names give the same numbers on every machine;
 * streams with different names are independent, so that adding a draw in one place changes nothing elsewhere.
 */
export interface RandomStream {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** A new array with the items in random order (Fisher-Yates). */
  shuffled<T>(items: readonly T[]): T[];
  /** An independent stream below this one, for example one for each fold. */
  fork(...names: readonly (string | number)[]): RandomStream;
}

/**
 * Opens a stream, for example `randomStream(study.seed, "bootstrap", fold)`.
 *
 * Generator: sfc32 (Doty-Humphrey, PractRand), state from the FNV-1a hashes of the names.
 */
export function randomStream(...names: readonly (string | number)[]): RandomStream {
  // JSON keeps ["a", "b"] and ["ab"], 1 and "1" apart.
  const key = JSON.stringify(names);
  let a = fnv1a(key, 0x811c9dc5);
  let b = fnv1a(key, a ^ 0x9e3779b9);
  let c = fnv1a(key, b ^ 0x85ebca6b);
  let counter = 1;

  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();

  let spare: number | undefined;
  const stream: RandomStream = {
    uniform: () => next() / 2 ** 32,
    integer: (bound) => Math.floor((next() / 2 ** 32) * bound),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const u = 2 * stream.uniform() - 1;
        const v = 2 * stream.uniform() - 1;
        const s = u * u + v * v;
        if (s > 0 && s < 1) {
          const scale = Math.sqrt((-2 * Math.log(s)) / s);
          spare = v * scale;
          return u * scale;
        }
      }
    },
    shuffled(items) {
      const result = [...items];
      for (let i = result.length - 1; i > 0; i--) {
        const j = stream.integer(i + 1);
        [result[i], result[j]] = [result[j], result[i]];
      }
      return result;
    },
    fork: (...more) => randomStream(...names, ...more),
  };
  return stream;
}

function fnv1a(text: string, start: number): number {
  let hash = start | 0;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
