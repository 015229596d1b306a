import { type Check, checkFields, isCount, isNumber, isObject, isPositive, oneOf, orNull } from "../field-checks.ts";
import { checkIbsiFilter } from "../ibsi2/check-ibsi-filter.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import { aggregationNames } from "./aggregations.ts";
import { ibsiFamilies } from "./ibsi-families.ts";
import type { IbsiFilterSettings } from "../ibsi2/filter-settings.ts";
import type { IbsiSettings } from "./ibsi-settings.ts";

const isNumbers = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every(isNumber);
const someOf = (known: readonly string[]): Check => [
  `a list of different names, among ${known.join(", ")}`,
  (value) =>
    Array.isArray(value) && new Set(value).size === value.length && value.every((name) => known.includes(name)),
];

const binningChecks = {
  binWidth: orNull(["a positive number", isPositive]),
  binCount: orNull(["a whole number from 1", isCount]),
} satisfies Record<string, Check>;

const checks = {
  preset: ["the name of a preset", (value) => typeof value === "string" && value !== ""],
  version: ["a whole number from 1", isCount],
  spacing: orNull([
    "three sizes in mm, 0 where an axis keeps its own, not all 0",
    (value) => isNumbers(value, 3) && value.every((mm) => mm >= 0) && value.some((mm) => mm > 0),
  ]),
  interpolation: oneOf("linear", "bspline", "nearest"),
  rounding: ["true or false", (value) => typeof value === "boolean"],
  maskThreshold: ["a share above 0, at most 1", (value) => isNumber(value) && value > 0 && value <= 1],
  range: orNull([
    "one or two finite numbers, lowest first",
    (value) => isNumbers(value, 1) || (isNumbers(value, 2) && value[0] <= value[1]),
  ]),
  outlierSigmas: orNull(["a positive number of standard deviations", isPositive]),
  filter: orNull(["an object such as { kind: mean, dimension: 3D, boundary: mirror, support: 5 }", isObject]),
  ...binningChecks,
  volumeHistogram: ["an object { binWidth, binCount }", isObject],
  coarseness: ["a number of grey levels from 0", (value) => isNumber(value) && value >= 0],
  aggregations: someOf(aggregationNames),
  families: someOf([...ibsiFamilies.keys()]),
} satisfies Record<keyof IbsiSettings, Check>;

/**
 * The same object as settings with defaults in their place, after making sure that every field is there, known and usable, wherever it
 * came from.
 *
 * @throws RadiomicsError `bad-settings`, naming the field, what was expected and what was found.
 */
export function checkIbsiSettings(found: object): IbsiSettings {
  const given = { filter: null, ...found };
  checkFields(given, checks, "IBSI setting");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checks are keyed by the type's own fields
  const complete = given as object as IbsiSettings;
  const settings = { ...complete, filter: complete.filter && checkFilter(complete.filter) };
  checkFields(settings.volumeHistogram, binningChecks, "IBSI setting", "volumeHistogram.");
  for (const [name, { binWidth, binCount }] of [
    ["", settings],
    ["volumeHistogram.", settings.volumeHistogram],
  ] as const) {
    if (binWidth === null || binCount === null) continue;
    throw new RadiomicsError(
      "bad-settings",
      `Bins have a fixed width or a fixed number: ${name}binWidth is ${binWidth} and ${name}binCount is ${binCount}. Set one to null.`,
    );
  }
  return settings;
}

/** @throws RadiomicsError `bad-settings`, also if the response would lie on another grid than the lesion. */
function checkFilter(found: object): IbsiFilterSettings {
  const filter = checkIbsiFilter(found);
  if (filter.kind === "wavelet" && filter.decimated) {
    throw new RadiomicsError(
      "bad-settings",
      "The response of a decimated wavelet lies on a coarser grid than the lesion. Set filter.decimated to false.",
    );
  }
  return filter;
}
