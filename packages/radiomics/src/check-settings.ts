import { families } from "./families.ts";
import {
  type Check,
  checkFields,
  type Checks,
  isCount,
  isNumber,
  isObject,
  isPositive,
  oneOf,
  orNull,
  shown,
} from "./field-checks.ts";
import { waveletNames } from "./filters/wavelet-kernels.ts";
import { imageTypes } from "./image-types.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { RadiomicsSettings } from "./settings.ts";

const what = "radiomics setting";

const isText = (value: unknown) => typeof value === "string" && value !== "";
const someOf = (known: readonly string[]): Check => [
  `a list of different names, at least one, among ${known.join(", ")}`,
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    new Set(value).size === value.length &&
    value.every((name) => known.includes(name)),
];
const isSpacing = (value: unknown) =>
  Array.isArray(value) && value.length === 3 && value.every((mm) => isNumber(mm) && mm >= 0) && value.some(isPositive);

const normaliseChecks = {
  scale: ["a positive number", isPositive],
  removeOutliers: orNull(["a positive number of standard deviations", isPositive]),
} satisfies Checks;

const resegmentChecks = {
  range: [
    "one or two finite numbers, lowest first",
    (value) =>
      Array.isArray(value) &&
      (value.length === 1 || value.length === 2) &&
      value.every(isNumber) &&
      (value.length === 1 || value[0] <= value[1]),
  ],
  mode: oneOf("absolute", "relative", "sigma"),
} satisfies Checks;

const waveletChecks = {
  name: oneOf(...waveletNames),
  levels: ["a whole number from 1 to 8", (value) => isCount(value) && value <= 8],
  startLevel: ["a whole number from 0 to 8", (value) => value === 0 || (isCount(value) && value <= 8)],
} satisfies Checks;

const logChecks = {
  sigmas: [
    "a list of different positive widths in mm",
    (value) => Array.isArray(value) && value.every(isPositive) && new Set(value).size === value.length,
  ],
  smallImages: oneOf("skip", "extend"),
} satisfies Checks;

const gradientChecks = { per: oneOf("mm", "voxel") } satisfies Checks;

const measureChecks = { solidThreshold: ["a finite number of HU", isNumber] } satisfies Checks;

const shellChecks = {
  from: ["a distance in mm from 0", (value) => isNumber(value) && value >= 0],
  to: ["a distance in mm above 0, at most 50", (value) => isPositive(value) && value <= 50],
} satisfies Checks;

const habitatChecks = {
  count: ["a whole number from 2 to 10", (value) => isCount(value) && value >= 2 && value <= 10],
  on: someOf(["intensity", "entropy", "gradient"]),
  seed: ["a whole number from 0", (value) => value === 0 || isCount(value)],
} satisfies Checks;

const featureNames = [...families.values()].flatMap(({ name, features }) =>
  features.map(({ pyradiomics }) => `${name}_${pyradiomics}`),
);

const checks = {
  preset: ["the name of a preset", isText],
  version: ["a whole number from 1", isCount],
  binWidth: orNull(["a positive number", isPositive]),
  binCount: orNull(["a whole number from 1", isCount]),
  spacing: orNull(["three sizes in mm, 0 where an axis keeps its own, not all 0", isSpacing]),
  interpolation: oneOf("linear", "bspline", "nearest"),
  padDistance: ["a whole number of voxels from 0", (value) => value === 0 || isCount(value)],
  preCrop: ["true or false", (value) => typeof value === "boolean"],
  normalise: orNull(["an object { scale, removeOutliers }", isObject]),
  resegment: orNull(["an object { range, mode }", isObject]),
  voxelArrayShift: ["a finite number", isNumber],
  force2D: orNull(oneOf("ij", "ik", "jk")),
  weightingNorm: orNull(oneOf("euclidean", "manhattan", "infinity", "no_weighting")),
  wavelet: ["an object { name, levels, startLevel }", isObject],
  log: ["an object { sigmas, smallImages }", isObject],
  gradient: ["an object { per }", isObject],
  families: someOf([...families.keys()]),
  leaveOut: [
    "a list of different features as family_Feature, for example glcm_MCC",
    (value) =>
      Array.isArray(value) &&
      new Set(value).size === value.length &&
      value.every((name) => typeof name === "string" && featureNames.includes(name)),
  ],
  imageTypes: someOf([...imageTypes.keys()]),
  measures: orNull(["an object { solidThreshold }", isObject]),
  shells: ["a list of objects { from, to }", (value) => Array.isArray(value) && value.every(isObject)],
  habitats: orNull(["an object { count, on, seed }", isObject]),
} satisfies Record<keyof RadiomicsSettings, Check>;

/**
 * The same object as settings, after making sure that every field is there, known and usable, wherever it came from.
 *
 * @throws RadiomicsError `bad-settings`, naming the field, what was expected and what was found.
 */
export function checkSettings(found: object): RadiomicsSettings {
  checkFields(found, checks, what);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checks are keyed by the type's own fields
  const settings = found as RadiomicsSettings;
  if (settings.normalise) checkFields(settings.normalise, normaliseChecks, what, "normalise.");
  if (settings.resegment) checkFields(settings.resegment, resegmentChecks, what, "resegment.");
  checkFields(settings.wavelet, waveletChecks, what, "wavelet.");
  checkFields(settings.log, logChecks, what, "log.");
  checkFields(settings.gradient, gradientChecks, what, "gradient.");
  if (settings.measures) checkFields(settings.measures, measureChecks, what, "measures.");
  settings.shells.forEach((shell, n) => {
    checkFields(shell, shellChecks, what, `shells[${n}].`);
  });
  checkShells(settings.shells);
  if (settings.habitats) checkFields(settings.habitats, habitatChecks, what, "habitats.");
  if ((settings.binWidth === null) === (settings.binCount === null)) {
    throw new RadiomicsError(
      "bad-settings",
      `Grey levels need either binWidth or binCount, the other null; found binWidth ${shown(settings.binWidth)} and ` +
        `binCount ${shown(settings.binCount)}.`,
    );
  }
  return settings;
}

function checkShells(shells: RadiomicsSettings["shells"]): void {
  const backwards = shells.find(({ from, to }) => from >= to);
  if (backwards) {
    throw new RadiomicsError(
      "bad-settings",
      `A shell reaches outwards, from a smaller to a larger distance; found from ${backwards.from} to ${backwards.to} mm.`,
    );
  }
  if (new Set(shells.map(({ from, to }) => `${from}-${to}`)).size < shells.length)
    throw new RadiomicsError("bad-settings", "The same shell stands twice in the radiomics setting shells.");
}
