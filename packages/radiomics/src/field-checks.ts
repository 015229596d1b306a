import { RadiomicsError } from "./radiomics-error.ts";

/** What a setting must be, in words, and whether a value is. */
export type Check = readonly [expected: string, holds: (value: unknown) => boolean];

/** By the name of the setting. */
export type Checks = Readonly<Record<string, Check>>;

export const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
export const isPositive = (value: unknown): value is number => isNumber(value) && value > 0;
export const isCount = (value: unknown): value is number => isPositive(value) && Number.isInteger(value);

export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Also null. */
export const orNull = ([expected, holds]: Check): Check => [
  `${expected}, or null`,
  (value) => value === null || holds(value),
];

export const oneOf = (...known: string[]): Check => [
  `one of ${known.join(", ")}`,
  (value) => typeof value === "string" && known.includes(value),
];

export const oneOfOrNull = (...known: string[]): Check => orNull(oneOf(...known));

/**
 * Makes sure that an object has these settings and no others, each usable.
 *
 * @param what - what is set, for example "IBSI setting".
 * @param prefix - of the names in messages, for example "riesz.".
 * @throws RadiomicsError `bad-settings`, naming the setting, what was expected and what was found.
 */
export function checkFields(found: object, wanted: Checks, what: string, prefix = ""): void {
  const values = new Map(Object.entries(found));
  for (const name of values.keys()) {
    if (Object.hasOwn(wanted, name)) continue;
    throw new RadiomicsError(
      "bad-settings",
      `Unknown ${what} ${prefix}${name}. Known are: ${Object.keys(wanted).join(", ")}.`,
    );
  }
  for (const [name, [expected, holds]] of Object.entries(wanted)) {
    const value: unknown = values.get(name);
    if (holds(value)) continue;
    throw new RadiomicsError(
      "bad-settings",
      `The ${what} ${prefix}${name} must be ${expected}; found ${shown(value)}.`,
    );
  }
}

/** A value as it stands in messages. */
export function shown(value: unknown): string {
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? "nothing");
}
