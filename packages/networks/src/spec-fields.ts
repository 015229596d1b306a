import { NetworkError } from "./network-error.ts";

/** Reads one field of a description made elsewhere. @throws NetworkError `network-spec` that names the field. */
export type Field<T> = (value: unknown, path: string) => T;

/** The error for a field: what was found and what was needed. */
export function wrongField(path: string, needed: string, found: unknown): NetworkError {
  return new NetworkError("network-spec", `${path}: needed ${needed}, found ${shown(found)}.`);
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Field<number> {
  return (value, path) => {
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw wrongField(path, `a whole number from ${least} to ${most}`, value);
  };
}

/** A number above 0, at most `most`. */
export function positive(most: number): Field<number> {
  return (value, path) => {
    if (typeof value === "number" && value > 0 && value <= most) return value;
    throw wrongField(path, `a number above 0, at most ${most}`, value);
  };
}

/** One of a few values. */
export function oneOf<const T extends string | number | boolean>(...values: readonly T[]): Field<T> {
  return (value, path) => {
    const found = values.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    throw wrongField(path, `one of ${values.map((candidate) => JSON.stringify(candidate)).join(", ")}`, value);
  };
}

/** A list with `least` to `most` items. */
export function listOf<T>(item: Field<T>, least: number, most: number): Field<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) {
      throw wrongField(path, `a list of ${least === most ? least : `${least} to ${most}`} items`, value);
    }
    return value.map((entry: unknown, index) => item(entry, `${path}[${index}]`));
  };
}

/** Two items. */
export function two<T>(item: Field<T>): Field<readonly [T, T]> {
  return (value, path) => {
    const [a, b] = listOf(item, 2, 2)(value, path);
    return [a, b];
  };
}

/** Three items. */
export function three<T>(item: Field<T>): Field<readonly [T, T, T]> {
  return (value, path) => {
    const [a, b, c] = listOf(item, 3, 3)(value, path);
    return [a, b, c];
  };
}

/** Four items. */
export function four<T>(item: Field<T>): Field<readonly [T, T, T, T]> {
  return (value, path) => {
    const [a, b, c, d] = listOf(item, 4, 4)(value, path);
    return [a, b, c, d];
  };
}

/** An object with none but these fields; each may be absent. */
export function objectOf<T extends object>(fields: { readonly [K in keyof T]-?: Field<T[K]> }): Field<Partial<T>> {
  return (value, path) => {
    if (!isObject(value)) throw wrongField(path, `an object with ${Object.keys(fields).join(", ")}`, value);
    for (const key of Object.keys(value)) {
      if (Object.hasOwn(fields, key)) continue;
      throw new NetworkError(
        "network-spec",
        `${path} has no field ${shown(key)}. Its fields are ${Object.keys(fields).join(", ")}.`,
      );
    }
    const made: Partial<T> = {};
    for (const key in fields) {
      if (value[key] !== undefined) made[key] = fields[key](value[key], `${path}.${key}`);
    }
    return made;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as an error shows it, kept short. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
