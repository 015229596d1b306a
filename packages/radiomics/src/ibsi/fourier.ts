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
 * The discrete Fourier transform of a block in place; "backward" without the division by the number of elements.
 *
 * @param filled - the part from (0, 0, 0) that is not zero before "forward", or that is wanted after "backward".
 * @param along - the axes, in ascending order; default: all.
 */
export function transform(
  { size, re, im }: ComplexBlock,
  direction: "forward" | "backward",
  filled: readonly [number, number, number] = size,
  along: readonly (0 | 1 | 2)[] = [0, 1, 2],
): void {
  const [ni, nj] = size;
  // The lines along each axis come in sheets: those of a plane of constant k, or of constant j.
  const sheets = [
    { lines: filled[1], lineStride: ni, stride: 1, count: filled[2], sheetStride: ni * nj },
    { lines: ni, lineStride: 1, stride: ni, count: filled[2], sheetStride: ni * nj },
    { lines: ni, lineStride: 1, stride: ni * nj, count: nj, sheetStride: ni },
  ];
  // Exchanging the parts turns a forward transform into a backward one.
  const [x, y] = direction === "forward" ? [re, im] : [im, re];
  for (const axis of direction === "forward" ? along : along.toReversed()) {
    const { count, sheetStride, ...sheet } = sheets[axis];
    const transformSheet = sheetTransform({ ...sheet, length: size[axis] });
    for (let n = 0; n < count; n++) transformSheet(x, y, n * sheetStride);
  }
}

interface Sheet {
  readonly lines: number;
  readonly lineStride: number;
  /** Elements of each line. */
  readonly length: number;
  readonly stride: number;
}

/** Stockham's self-sorting transform of parallel lines, which stand side by side in the buffers. */
function sheetTransform({ lines, lineStride, length, stride }: Sheet) {
  const turns = Array.from({ length }, (_, n) => (2 * Math.PI * n) / length);
  const [cos, sin] = [Float64Array.from(turns, Math.cos), Float64Array.from(turns, (turn) => -Math.sin(turn))];
  const radices = primeFactors(length);
  let [ar, ai, br, bi] = Array.from({ length: 4 }, () => new Float64Array(lines * length));
  return (re: Float64Array, im: Float64Array, start: number): void => {
    for (let n = 0; n < length; n++)
      for (let line = 0, at = start + n * stride; line < lines; line++, at += lineStride) {
        ar[n * lines + line] = re[at];
        ai[n * lines + line] = im[at];
      }
    for (let r = 0, done = 1; r < radices.length; done *= radices[r++]) {
      const radix = radices[r];
      const [inner, groups] = [lines * done, length / done / radix];
      for (let p = 0; p < groups; p++) {
        if (radix === 2) {
          pairwise(ar, ai, inner * p, inner * groups, br, bi, 2 * inner * p, inner, cos[p * done], sin[p * done]);
          continue;
        }
        for (let u = 0; u < radix; u++) {
          const to = inner * (radix * p + u);
          // The first term of the small transform overwrites what the buffer held.
          for (let t = 0; t < radix; t++) {
            const angle = (p * done * u + (length / radix) * t * u) % length;
            const from = inner * (p + groups * t);
            addTurned(ar, ai, from, br, bi, to, inner, cos[angle], sin[angle], t === 0);
          }
        }
      }
      [ar, ai, br, bi] = [br, bi, ar, ai];
    }
    for (let n = 0; n < length; n++)
      for (let line = 0, at = start + n * stride; line < lines; line++, at += lineStride) {
        re[at] = ar[n * lines + line];
        im[at] = ai[n * lines + line];
      }
  };
}

/** The sums of `count` pairs of complex numbers that stand `apart`, and after them their differences times c + i s. */
function pairwise(
  ar: Float64Array,
  ai: Float64Array,
  from: number,
  apart: number,
  br: Float64Array,
  bi: Float64Array,
  to: number,
  count: number,
  c: number,
  s: number,
): void {
  for (let q = 0; q < count; q++) {
    const [x, y, u, v] = [ar[from + q], ai[from + q], ar[from + apart + q], ai[from + apart + q]];
    br[to + q] = x + u;
    bi[to + q] = y + v;
    br[to + count + q] = (x - u) * c - (y - v) * s;
    bi[to + count + q] = (x - u) * s + (y - v) * c;
  }
}

/** Adds `count` complex numbers, times c + i s, to others, or puts them in their place. */
function addTurned(
  ar: Float64Array,
  ai: Float64Array,
  from: number,
  br: Float64Array,
  bi: Float64Array,
  to: number,
  count: number,
  c: number,
  s: number,
  first: boolean,
): void {
  if (first) {
    for (let q = 0; q < count; q++) {
      const [x, y] = [ar[from + q], ai[from + q]];
      br[to + q] = x * c - y * s;
      bi[to + q] = x * s + y * c;
    }
    return;
  }
  for (let q = 0; q < count; q++) {
    const [x, y] = [ar[from + q], ai[from + q]];
    br[to + q] += x * c - y * s;
    bi[to + q] += x * s + y * c;
  }
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
