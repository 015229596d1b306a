/** The columns of `phase1_tests.csv` that describe a filter. */
export interface FilterDescription {
  readonly filter: string;
  readonly dimension: string;
  readonly padding: string;
  readonly parameters: string;
  readonly invariance: string;
}

type Found = Record<string, unknown>;

/** What is in each name of a filter. */
const filters: readonly (readonly [RegExp, (match: RegExpExecArray) => Found])[] = [
  [/^mean$/i, () => ({ kind: "mean" })],
  [/^(riesz )?log$/i, () => ({ kind: "log" })],
  [/^laws$/i, () => ({ kind: "laws" })],
  [/^gabor$/i, () => ({ kind: "gabor" })],
  [/^haar$/i, () => ({ kind: "wavelet", wavelet: "haar" })],
  [/^daubechies (\d+)$/i, ([, n]) => ({ kind: "wavelet", wavelet: n === "1" ? "haar" : `db${n}` })],
  [/^coiflet (\d+)$/i, ([, n]) => ({ kind: "wavelet", wavelet: `coif${n}` })],
  [/^(?:riesz )?(simoncelli|shannon)$/i, ([, kind]) => ({ kind: kind.toLowerCase() })],
  [/^riesz$/i, () => ({ kind: "riesz" })],
];

const number = String.raw`[\d./]*(?:pi)?[\d./]*`;
const quantity = (text: string, unit: string) => new RegExp(`^${text} (${number})${unit}$`, "i");

/** What each part of the parameters and of the invariance means; parts are separated by semicolons. */
const parts: readonly (readonly [RegExp, (match: RegExpExecArray) => Found])[] = [
  [quantity("support", "(?: voxels)?"), ([, n]) => ({ support: valueOf(n) })],
  [quantity("sigma", " mm"), ([, mm]) => ({ sigma: valueOf(mm) })],
  [quantity("cutoff", " sigma"), ([, n]) => ({ cutoff: valueOf(n) })],
  [/^((?:[LESWR][35]){2,3})$/, ([, kernels]) => ({ kernels })],
  [quantity("energy map delta", "(?: voxels)?"), ([, n]) => ({ energy: valueOf(n) })],
  [/^(modulus|real|imaginary)$/i, ([, response]) => ({ response: response.toLowerCase() })],
  [quantity("lambda", " mm"), ([, mm]) => ({ wavelength: valueOf(mm) })],
  [quantity("gamma", ""), ([, n]) => ({ gamma: valueOf(n) })],
  [quantity("theta", ""), ([, angle]) => ({ theta: valueOf(angle) })],
  [quantity("theta step", ""), ([, angle]) => ({ thetaStep: valueOf(angle) })],
  [/^undecimated ([LH]{2,3})$/i, ([, bands]) => ({ bands: bands.toUpperCase(), decimated: false })],
  [/^decimated ([LH]{2,3})$/i, ([, bands]) => ({ bands: bands.toUpperCase(), decimated: true })],
  [/^B map$/i, () => ({})],
  [/^(?:B map )?level (\d+)$/i, ([, level]) => ({ level: Number(level) })],
  [/^l=\((\d+(?:, *\d+)+)\)$/i, ([, order]) => ({ order: order.split(",").map(Number) })],
  [/^[23]D rotation invariance$/i, () => ({})],
  [/^(max|average) pooling$/i, ([, pooling]) => ({ pooling: pooling.toLowerCase() })],
  [/^average over the 3 orthogonal planes$/i, () => ({ dimension: "3D" })],
  [quantity("aligned by structure tensor sigma", " mm"), ([, mm]) => ({ tensorSigma: valueOf(mm) })],
];

const paddings: Readonly<Record<string, string>> = { "periodic (Fourier)": "periodic" };

/**
 * Settings of the filter that a row describes, not yet checked; text: the part of the description that is not understood.
 *
 * A number may be a fraction and a multiple of pi: 1.5, 3/2, 5pi/4.
 */
export function describedFilter(row: FilterDescription): object | string {
  const kind = firstMatch(filters, row.filter);
  if (!kind) return row.filter;
  const settings: Found = { ...kind, dimension: row.dimension, boundary: paddings[row.padding] ?? row.padding };
  const texts = `${row.parameters};${row.invariance}`.split(";").map((text) => text.trim());
  for (const text of texts.filter((part) => part !== "")) {
    const found = firstMatch(parts, text);
    if (!found) return text;
    Object.assign(settings, found);
  }
  if (!/^riesz/i.test(row.filter)) return settings;
  const { order, tensorSigma = null, ...rest } = settings;
  return { ...rest, riesz: { order, tensorSigma } };
}

function firstMatch(
  rules: readonly (readonly [RegExp, (match: RegExpExecArray) => Found])[],
  text: string,
): Found | undefined {
  for (const [pattern, meaning] of rules) {
    const match = pattern.exec(text);
    if (match) return meaning(match);
  }
  return undefined;
}

function valueOf(text: string): number {
  const [above, below = "1"] = text.split("/");
  const factor = above.includes("pi") ? Math.PI : 1;
  return (factor * Number(above.replace("pi", "") || "1")) / Number(below);
}
