/** A complex array of three axes, the first one fastest. */
export interface ComplexBlock {
  readonly size: readonly [number, number, number];
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The smallest length from n on that is a product of 2, 3 and 5. */
export function smoothLength(n: number): number {
  for (let length = n; ; length++) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}

/**
 * The discrete Fourier transform of a block in place, along all axes; "backward" without the division by the number of elements.
 *
 * @param filled - the part from (0, 0, 0) that is not zero before "forward", or that is wanted after "backward".
 */
export function transform(
  { size, re, im }: ComplexBlock,
  direction: "forward" | "backward",
  filled: readonly [number, number, number] = size,
): void {
  const [ni, nj] = size;
  const lines = [
    () => eachLine(filled[1], filled[2], (j, k) => [ni * (j + nj * k), 1]),
    () => eachLine(ni, filled[2], (i, k) => [i + ni * nj * k, ni]),
    () => eachLine(ni, nj, (i, j) => [i + ni * j, ni * nj]),
  ];
  const axes = direction === "forward" ? [0, 1, 2] : [2, 1, 0];
  // Exchanging the parts turns a forward transform into a backward one.
  const [x, y] = direction === "forward" ? [re, im] : [im, re];
  for (const axis of axes) {
    const line = lineTransform(size[axis]);
    for (const [start, stride] of lines[axis]()) line(x, y, start, stride);
  }
}

function* eachLine(
  n: number,
  m: number,
  place: (n: number, m: number) => readonly [start: number, stride: number],
): Generator<readonly [start: number, stride: number]> {
  for (let b = 0; b < m; b++) for (let a = 0; a < n; a++) yield place(a, b);
}

/** Stockham's self-sorting transform of one line, for lengths that are products of small primes. */
function lineTransform(length: number): (re: Float64Array, im: Float64Array, start: number, stride: number) => void {
  const [cos, sin] = [new Float64Array(length), new Float64Array(length)];
  for (let n = 0; n < length; n++) {
    cos[n] = Math.cos((2 * Math.PI * n) / length);
    sin[n] = -Math.sin((2 * Math.PI * n) / length);
  }
  const radices = primeFactors(length);
  let [ar, ai, br, bi] = Array.from({ length: 4 }, () => new Float64Array(length));
  return (re, im, start, stride) => {
    for (let n = 0, at = start; n < length; n++, at += stride) {
      ar[n] = re[at];
      ai[n] = im[at];
    }
    let inner = 1;
    for (const radix of radices) {
      const groups = length / inner / radix;
      for (let p = 0; p < groups; p++) {
        for (let u = 0; u < radix; u++) {
          // Of the twiddle factor w^(p u) and the small transform's roots; `inner` scales them to the whole length.
          const turn = ((p * inner * u) % length) + 0;
          const root = ((length / radix) * u) % length;
          for (let q = 0; q < inner; q++) {
            let [sumRe, sumIm] = [0, 0];
            for (let t = 0, angle = turn; t < radix; t++) {
              const from = q + inner * (p + groups * t);
              const [c, s] = [cos[angle], sin[angle]];
              sumRe += ar[from] * c - ai[from] * s;
              sumIm += ar[from] * s + ai[from] * c;
              angle += root;
              if (angle >= length) angle -= length;
            }
            const to = q + inner * (radix * p + u);
            br[to] = sumRe;
            bi[to] = sumIm;
          }
        }
      }
      [ar, ai, br, bi] = [br, bi, ar, ai];
      inner *= radix;
    }
    for (let n = 0, at = start; n < length; n++, at += stride) {
      re[at] = ar[n];
      im[at] = ai[n];
    }
  };
}

function primeFactors(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  for (let prime = 2; rest > 1; prime++) {
    while (rest % prime === 0) {
      factors.push(prime);
      rest /= prime;
    }
  }
  return factors;
}
