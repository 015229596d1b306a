/*
 * Exponential, logarithms, sine, cosine and cube root from + − × ÷ √ alone, so that they have the same bits in every
 * engine; those of `Math` differ from one to the next. See Muller, Elementary Functions (3rd ed., 2016), for the reduction of
 * arguments by a constant in two or three parts.
 */

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
/** Which half of a double holds sign and exponent. */
const high = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/** ln 2, its inverse and π / 2 in parts, all but the last with so few bits that their multiples are exact. */
const [ln2High, ln2Low] = [0.6931471804855391, 7.440617110012397e-11];
const [log2High, log2Low] = [1.4426950407214463, 1.6751713164886512e-10];
const [quarterHigh, quarterMiddle, quarterLow] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21];

/** e to the power of x, to less than 1 unit in the last place. */
export function exp(x: number): number {
  if (Number.isNaN(x) || x > 709.782712893384) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x * Math.LOG2E);
  const [above, below] = [x - k * ln2High, k * ln2Low];
  const r = above - below;
  const first = 1 + r;
  const y = first + (r - (first - 1) + (r * r * expTail(r) + (above - r - below)));
  // In two steps, as 2^k itself may be out of reach.
  return y * powerOfTwo(k >> 1) * powerOfTwo(k - (k >> 1));
}

/** (e^r − 1 − r) / r² for |r| ≤ ln 2 / 2. */
function expTail(r: number): number {
  let sum = 0;
  for (let n = 13; n >= 2; n--) sum = sum * r + inverseFactorials[n];
  return sum;
}

/** Natural logarithm, to less than 1 unit in the last place; −∞ of 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return edgeOfLog(x);
  const f = splitForLog(x);
  const half = (f * f) / 2;
  return exponent * ln2High - (half - (logTail(f, half) + exponent * ln2Low) - f);
}

/** Logarithm to base 2, to less than 1 unit in the last place; exact for powers of 2. */
export function log2(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return edgeOfLog(x);
  const f = splitForLog(x);
  const half = (f * f) / 2;
  const leading = firstBits(f - half);
  const rest = f - leading - half + logTail(f, half);
  const product = leading * log2High;
  const sum = exponent + product;
  return sum + (exponent - sum + product + ((rest + leading) * log2Low + rest * log2High));
}

/** Exponent of the number that was split last. */
let exponent = 0;

/** f of x = 2^exponent (1 + f), with 1 + f between √½ and √2. */
function splitForLog(x: number): number {
  // Subnormal numbers first become normal.
  number[0] = x < 2.2250738585072014e-308 ? x * 18014398509481984 : x;
  exponent = (words[high] >> 20) - (x < 2.2250738585072014e-308 ? 1077 : 1023);
  words[high] = (words[high] & 0xfffff) | 0x3ff00000;
  if (number[0] <= Math.SQRT2) return number[0] - 1;
  exponent++;
  return number[0] / 2 - 1;
}

/** ln(1 + f) − f + f² / 2, by the series of the inverse hyperbolic tangent of f / (2 + f). */
function logTail(f: number, half: number): number {
  const s = f / (2 + f);
  const z = s * s;
  // Written out: this is where the entropies of texture spend their time.
  const upper = (((((z * (2 / 23) + 2 / 21) * z + 2 / 19) * z + 2 / 17) * z + 2 / 15) * z + 2 / 13) * z + 2 / 11;
  const sum = ((((upper * z + 2 / 9) * z + 2 / 7) * z + 2 / 5) * z + 2 / 3) * z;
  return s * (half + sum);
}

function edgeOfLog(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  return x > 0 ? x : Number.NaN;
}

/** Sine of an angle of up to 100,000, to less than 1 unit in the last place. */
export function sin(x: number): number {
  const quarter = reduce(x);
  const value = (quarter & 1) === 0 ? sinNear(reduced, lost) : cosNear(reduced, lost);
  return (quarter & 2) === 0 ? value : -value;
}

/** Cosine of an angle of up to 100,000, to less than 1 unit in the last place. */
export function cos(x: number): number {
  const quarter = reduce(x) + 1;
  const value = (quarter & 1) === 0 ? sinNear(reduced, lost) : cosNear(reduced, lost);
  return (quarter & 2) === 0 ? value : -value;
}

/** What is left of the angle that was reduced last, and what rounding cut from that. */
let [reduced, lost] = [0, 0];

/** Takes off quarter turns, until less than an eighth of a turn is left; returns how many. */
function reduce(x: number): number {
  const quarters = Math.round(x / (Math.PI / 2));
  const first = x - quarters * quarterHigh;
  const middle = quarters * quarterMiddle;
  const second = first - middle;
  const cut = quarters * quarterLow - (first - second - middle);
  reduced = second - cut;
  lost = second - reduced - cut;
  return quarters;
}

function sinNear(r: number, t: number): number {
  const z = r * r;
  let sum = 0;
  for (let n = 17; n >= 3; n -= 2) sum = inverseFactorials[n] - z * sum;
  return r - (r * z * sum - t * (1 - z / 2));
}

function cosNear(r: number, t: number): number {
  const z = r * r;
  let sum = 0;
  for (let n = 18; n >= 4; n -= 2) sum = inverseFactorials[n] - z * sum;
  const first = 1 - z / 2;
  return first + (1 - first - z / 2 + (z * z * sum - r * t));
}

/** Cube root, to less than 1 unit in the last place. */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const size = Math.abs(x);
  let root = exp(log(size) / 3);
  for (let step = 0; step < 2; step++) root -= (root - size / (root * root)) / 3;
  return x < 0 ? -root : root;
}

const inverseFactorials = Float64Array.from({ length: 19 }, (_, n) => {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return 1 / product;
});

/** 2 to the power of k, from -1022 to 1023. */
function powerOfTwo(k: number): number {
  words[1 - high] = 0;
  words[high] = (k + 1023) << 20;
  return number[0];
}

/** The number cut to its sign, exponent and 20 bits. */
function firstBits(x: number): number {
  number[0] = x;
  words[1 - high] = 0;
  return number[0];
}
