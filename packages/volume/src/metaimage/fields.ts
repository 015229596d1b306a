import { parseReals } from "../stored/parse-numbers.ts";
import { metaImageError } from "./metaimage-error.ts";

export type Fields = ReadonlyMap<string, string>;

/** The value of the first of several names for the same thing, in MetaIO's order of trust. */
export function firstOf(fields: Fields, ...names: readonly string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = fields.get(name);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** A field that must be there. */
export function required(fields: Fields, name: string): string {
  const value = fields.get(name);
  if (value === undefined)
    throw metaImageError(`The header (${fields.size} fields) has no field ${name}. Ask for an undamaged copy.`);
  return value;
}

/** Exactly `count` numbers. */
export function numbers(name: string, value: string, count: number): number[] {
  const found = parseReals(value);
  if (found?.length !== count)
    throw metaImageError(
      `The header's ${name} is ${JSON.stringify(value.slice(0, 80))}; ${count} finite number${count === 1 ? "" : "s"} needed.`,
    );
  return found;
}

/** A whole number; `otherwise` if the field is not there. */
export function whole(fields: Fields, name: string, low: number, high: number, otherwise?: number): number {
  if (otherwise !== undefined && !fields.has(name)) return otherwise;
  const [n] = numbers(name, required(fields, name), 1);
  if (!Number.isInteger(n) || n < low || n > high)
    throw metaImageError(`The header's ${name} is ${n}; a whole number from ${low} to ${high} is needed.`);
  return n;
}

/** A truth value; `undefined` if the field is not there. */
export function flag(fields: Fields, name: string): boolean | undefined {
  const value = fields.get(name);
  if (value === undefined) return undefined;
  if (/^(?:true|t|1)$/i.test(value)) return true;
  if (/^(?:false|f|0)$/i.test(value)) return false;
  throw metaImageError(
    `The header's ${name} is ${JSON.stringify(value.slice(0, 80))}; True or False (1 or 0) is needed.`,
  );
}
