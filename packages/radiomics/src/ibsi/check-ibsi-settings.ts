import { RadiomicsError } from "../radiomics-error.ts";
import { aggregationNames } from "./aggregations.ts";
import { ibsiFamilies } from "./ibsi-families.ts";
import type { IbsiSettings } from "./ibsi-settings.ts";

type Check = readonly [expected: string, holds: (value: unknown) => boolean];

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isPositive = (value: unknown) => isNumber(value) && value > 0;
const isCount = (value: unknown) => isPositive(value) && Number.isInteger(value);
const isNumbers = (value: unknown, length: number): value is number[] =>
  Array.isArray(value) && value.length === length && value.every(isNumber);
const orNull = ([expected, holds]: Check): Check => [`${expected}, or null`, (value) => value === null || holds(value)];
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
  interpolation: ["linear, bspline or nearest", (value) => ["linear", "bspline", "nearest"].some((x) => x === value)],
  rounding: ["true or false", (value) => typeof value === "boolean"],
  maskThreshold: ["a share above 0, at most 1", (value) => isNumber(value) && value > 0 && value <= 1],
  range: orNull([
    "one or two finite numbers, lowest first",
    (value) => isNumbers(value, 1) || (isNumbers(value, 2) && value[0] <= value[1]),
  ]),
  outlierSigmas: orNull(["a positive number of standard deviations", isPositive]),
  ...binningChecks,
  volumeHistogram: ["an object { binWidth, binCount }", (value) => typeof value === "object" && value !== null],
  coarseness: ["a number of grey levels from 0", (value) => isNumber(value) && value >= 0],
  aggregations: someOf(aggregationNames),
  families: someOf([...ibsiFamilies.keys()]),
} satisfies Record<keyof IbsiSettings, Check>;

/**
 * The same object as settings, after making sure that every field is there, known and usable, wherever it came from.
 *
 * @throws RadiomicsError `bad-settings`, naming the field, what was expected and what was found.
 */
export function checkIbsiSettings(found: object): IbsiSettings {
  checkFields(found, checks, "");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checks are keyed by the type's own fields
  const settings = found as IbsiSettings;
  checkFields(settings.volumeHistogram, binningChecks, "volumeHistogram.");
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

function checkFields(found: object, wanted: Record<string, Check>, prefix: string): void {
  const values = new Map(Object.entries(found));
  for (const name of values.keys()) {
    if (Object.hasOwn(wanted, name)) continue;
    throw new RadiomicsError(
      "bad-settings",
      `Unknown IBSI setting ${prefix}${name}. Known are: ${Object.keys(wanted).join(", ")}.`,
    );
  }
  for (const [name, [expected, holds]] of Object.entries(wanted)) {
    const value: unknown = values.get(name);
    if (holds(value)) continue;
    throw new RadiomicsError(
      "bad-settings",
      `The IBSI setting ${prefix}${name} must be ${expected}; found ${JSON.stringify(value) ?? "nothing"}.`,
    );
  }
}
