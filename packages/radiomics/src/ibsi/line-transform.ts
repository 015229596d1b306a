import { cos as cosine, sin as sine } from "@hilum/numeric";
/** Complex lines side by side: element n of line l stands at n · lines + l. */
export interface ComplexLines {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Transforms lines, which it may overwrite, and returns them where they are then. */
export type LineTransform = (lines: ComplexLines) => ComplexLines;

/** Prime factors up to this are taken directly; longer ones by a convolution. */
const largestRadix = 13;

/** The smallest length from n on that is a product of 2, 3 and 5. */
export function smoothLength(n: number): number {
  for (let length = n; ; length++) if (radicesOf(length).every((radix) => radix <= 5)) return length;
}

export function emptyLines(length: number): ComplexLines {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

/**
 * The forward discrete Fourier transform of `lines` lines of a length, which takes n log n steps whatever the length is.
 *
 * @see Stockham, AFIPS Conf. Proc. 28 (1966) 229-233; Bluestein, IEEE Trans. Audio Electroacoustics 18 (1970) 451-455.
 */
export function lineTransform(length: number, lines: number): LineTransform {
  const radices = radicesOf(length);
  return radices.every((radix) => radix <= largestRadix) ? stockham(length, lines, radices) : bluestein(length, lines);
}

/** Factors of a length: 4 as often as possible, then primes. */
function radicesOf(length: number): number[] {
  const factors: number[] = [];
  let rest = length;
  for (; rest % 4 === 0; rest /= 4) factors.push(4);
  for (let prime = 2; rest > 1; prime++) for (; rest % prime === 0; rest /= prime) factors.push(prime);
  return factors;
}

/** e^(−2πi n / length), as cosines and sines. */
function turnsOf(length: number): ComplexLines {
  const angles = Array.from({ length }, (_, n) => (2 * Math.PI * n) / length);
  return { re: Float64Array.from(angles, cosine), im: Float64Array.from(angles, (angle) => -sine(angle)) };
}

/** A transform in steps that sort their results as they go. */
function stockham(length: number, lines: number, radices: readonly number[]): LineTransform {
  const turns = turnsOf(length);
  const other = emptyLines(length * lines);
  return (first) => {
    let [from, to, done] = [first, other, 1];
    for (const radix of radices) {
      const step = radix === 2 ? two : radix === 3 ? three : radix === 4 ? four : anyRadix;
      const [inner, groups] = [lines * done, length / done / radix];
      for (let p = 0; p < groups; p++)
        step(from, inner * p, inner * groups, to, inner * radix * p, inner, turns, p * done, radix);
      [from, to] = [to, from];
      done *= radix;
    }
    return from;
  };
}

/**
 * Transforms of `radix` numbers that stand `apart`, for `count` such sets; result u is turned by `turn` · u and stands at to + u · count.
 */
type Step = (
  from: ComplexLines,
  at: number,
  apart: number,
  into: ComplexLines,
  to: number,
  count: number,
  turns: ComplexLines,
  turn: number,
  radix: number,
) => void;

const two: Step = ({ re, im }, at, apart, { re: rx, im: ix }, to, count, { re: cos, im: sin }, turn) => {
  const c = cos[turn];
  const s = sin[turn];
  for (let q = 0; q < count; q++) {
    const a = re[at + q];
    const b = im[at + q];
    const u = re[at + apart + q];
    const v = im[at + apart + q];
    rx[to + q] = a + u;
    ix[to + q] = b + v;
    rx[to + count + q] = (a - u) * c - (b - v) * s;
    ix[to + count + q] = (a - u) * s + (b - v) * c;
  }
};

const three: Step = ({ re, im }, at, apart, { re: rx, im: ix }, to, count, { re: cos, im: sin }, turn) => {
  const half = Math.sqrt(0.75);
  const c1 = cos[turn];
  const s1 = sin[turn];
  const c2 = cos[2 * turn];
  const s2 = sin[2 * turn];
  for (let q = 0; q < count; q++) {
    const a = re[at + q];
    const b = im[at + q];
    const sr = re[at + apart + q] + re[at + 2 * apart + q];
    const si = im[at + apart + q] + im[at + 2 * apart + q];
    const dr = half * (im[at + apart + q] - im[at + 2 * apart + q]);
    const di = half * (re[at + 2 * apart + q] - re[at + apart + q]);
    const mr = a - 0.5 * sr;
    const mi = b - 0.5 * si;
    rx[to + q] = a + sr;
    ix[to + q] = b + si;
    rx[to + count + q] = (mr + dr) * c1 - (mi + di) * s1;
    ix[to + count + q] = (mr + dr) * s1 + (mi + di) * c1;
    rx[to + 2 * count + q] = (mr - dr) * c2 - (mi - di) * s2;
    ix[to + 2 * count + q] = (mr - dr) * s2 + (mi - di) * c2;
  }
};

const four: Step = ({ re, im }, at, apart, { re: rx, im: ix }, to, count, { re: cos, im: sin }, turn) => {
  const c1 = cos[turn];
  const s1 = sin[turn];
  const c2 = cos[2 * turn];
  const s2 = sin[2 * turn];
  const c3 = cos[3 * turn];
  const s3 = sin[3 * turn];
  for (let q = 0; q < count; q++) {
    const i0 = at + q;
    const i1 = i0 + apart;
    const i2 = i1 + apart;
    const i3 = i2 + apart;
    const ar = re[i0] + re[i2];
    const ai = im[i0] + im[i2];
    const br = re[i0] - re[i2];
    const bi = im[i0] - im[i2];
    const cr = re[i1] + re[i3];
    const ci = im[i1] + im[i3];
    const dr = im[i1] - im[i3];
    const di = re[i3] - re[i1];
    const j = to + q;
    rx[j] = ar + cr;
    ix[j] = ai + ci;
    rx[j + count] = (br + dr) * c1 - (bi + di) * s1;
    ix[j + count] = (br + dr) * s1 + (bi + di) * c1;
    rx[j + 2 * count] = (ar - cr) * c2 - (ai - ci) * s2;
    ix[j + 2 * count] = (ar - cr) * s2 + (ai - ci) * c2;
    rx[j + 3 * count] = (br - dr) * c3 - (bi - di) * s3;
    ix[j + 3 * count] = (br - dr) * s3 + (bi - di) * c3;
  }
};

const anyRadix: Step = ({ re, im }, at, apart, { re: rx, im: ix }, to, count, { re: cos, im: sin }, turn, radix) => {
  const length = cos.length;
  for (let u = 0; u < radix; u++) {
    const j = to + u * count;
    for (let t = 0; t < radix; t++) {
      const angle = (turn * u + (length / radix) * t * u) % length;
      const c = cos[angle];
      const s = sin[angle];
      const i = at + t * apart;
      // The first term overwrites what stood there.
      if (t === 0)
        for (let q = 0; q < count; q++) {
          rx[j + q] = re[i + q] * c - im[i + q] * s;
          ix[j + q] = re[i + q] * s + im[i + q] * c;
        }
      else
        for (let q = 0; q < count; q++) {
          rx[j + q] += re[i + q] * c - im[i + q] * s;
          ix[j + q] += re[i + q] * s + im[i + q] * c;
        }
    }
  }
};

/** A transform as a convolution with e^(πi n² / length), by transforms of a smooth length. */
function bluestein(length: number, lines: number): LineTransform {
  const long = smoothLength(2 * length - 1);
  const transform = lineTransform(long, lines);
  // n² is reduced before the angle is taken, as large angles lose digits.
  const angles = Array.from({ length }, (_, n) => (Math.PI * ((n * n) % (2 * length))) / length);
  const [cos, sin] = [angles.map(cosine), angles.map(sine)];
  const chirp = emptyLines(long);
  for (let n = 0; n < length; n++)
    for (const at of n === 0 ? [0] : [n, long - n]) {
      chirp.re[at] = cos[n] / long;
      chirp.im[at] = sin[n] / long;
    }
  const kernel = lineTransform(long, 1)(chirp);
  const work = emptyLines(long * lines);
  return ({ re, im }) => {
    work.re.fill(0);
    work.im.fill(0);
    for (let n = 0; n < length; n++)
      for (let at = n * lines; at < (n + 1) * lines; at++) {
        work.re[at] = re[at] * cos[n] + im[at] * sin[n];
        work.im[at] = im[at] * cos[n] - re[at] * sin[n];
      }
    const spectrum = transform(work);
    for (let n = 0; n < long; n++)
      for (let at = n * lines; at < (n + 1) * lines; at++) {
        const x = spectrum.re[at];
        const y = spectrum.im[at];
        work.re[at] = x * kernel.re[n] - y * kernel.im[n];
        work.im[at] = x * kernel.im[n] + y * kernel.re[n];
      }
    // Exchanging the parts turns the forward transform into a backward one.
    const product = transform({ re: work.im, im: work.re });
    for (let n = 0; n < length; n++)
      for (let at = n * lines; at < (n + 1) * lines; at++) {
        re[at] = product.im[at] * cos[n] + product.re[at] * sin[n];
        im[at] = product.re[at] * cos[n] - product.im[at] * sin[n];
      }
    return { re, im };
  };
}
