import { parseArgs } from "node:util";

/** One option of a benchmark. */
export type Option =
  | { readonly kind: "count"; readonly default: number; readonly help: string }
  | { readonly kind: "choice"; readonly of: readonly string[]; readonly default: string; readonly help: string }
  | { readonly kind: "switch"; readonly help: string };

export type Options = Readonly<Record<string, Option>>;

/** What the options of a table become. */
export type Values<T extends Options> = {
  readonly [Name in keyof T]: T[Name] extends { readonly kind: "count" }
    ? number
    : T[Name] extends { readonly of: readonly (infer Word extends string)[] }
      ? Word
      : boolean;
};

/** The call was wrong: exit code 2. */
export class UsageError extends Error {}

/** Reads `--name value` pairs by a table of options. */
export function parseOptions<T extends Options>(options: T, args: readonly string[]): Values<T> {
  const config = Object.entries(options).map(([name, { kind }]) => [
    name,
    { type: kind === "switch" ? ("boolean" as const) : ("string" as const) },
  ]);
  const given = readArguments(args, Object.fromEntries(config));
  const values = Object.entries(options).map(([name, option]) => [name, valueOf(name, option, given[name])]);
  return Object.fromEntries(values);
}

function readArguments(args: readonly string[], options: Record<string, { type: "boolean" | "string" }>) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
}

function valueOf(name: string, option: Option, given: string | boolean | undefined): number | string | boolean {
  if (option.kind === "switch") return given === true;
  if (given === undefined) return option.default;
  if (option.kind === "choice") {
    if (option.of.includes(String(given))) return String(given);
    throw new UsageError(`--${name} is "${given}"; it can be ${option.of.join(", ")}.`);
  }
  const count = Number(given);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`--${name} is "${given}"; it needs a whole number of at least 1.`);
}

/** One line per option. */
export function describeOptions(options: Options): string {
  const rows = Object.entries(options).map(([name, option]) => {
    const value = option.kind === "count" ? " N" : option.kind === "choice" ? ` ${option.of.join("|")}` : "";
    const standard = option.kind === "switch" ? "" : ` (default ${option.default})`;
    return { left: `  --${name}${value}`, right: `${option.help}${standard}` };
  });
  return rows
    .map(({ left, right }) => (left.length > 22 ? `${left}\n${" ".repeat(24)}${right}` : left.padEnd(24) + right))
    .join("\n");
}
