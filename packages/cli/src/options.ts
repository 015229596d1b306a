import { Option } from "commander";
import type { Command } from "commander";
import { UsageError } from "./usage-error.ts";

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

export function withCommonOptions(command: Command): Command {
  return command
    .option("--json", "print one JSON document on standard output, everything else on standard error")
    .option("--quiet", "no progress, warnings and errors only")
    .option("--debug", "show where an error came from");
}

/** Reads a whole number of at least `least`. @throws UsageError that names the option. */
export function wholeNumber(name: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new UsageError(`${name}: expected a whole number of at least ${least}, found "${text}".`);
  };
}

/** Reads a number between two limits. @throws UsageError that names the option. */
export function numberBetween(name: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= low && value <= high) return value;
    throw new UsageError(`${name}: expected a number from ${low} to ${high}, found "${text}".`);
  };
}

/** Reads X,Y,Z. @throws UsageError that names the option. */
export function threeNumbers(name: string): (text: string) => [number, number, number] {
  return (text) => {
    const [x, y, z, ...rest] = text.split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
    if (
      x !== undefined &&
      y !== undefined &&
      z !== undefined &&
      rest.length === 0 &&
      [x, y, z].every(Number.isFinite)
    ) {
      return [x, y, z];
    }
    throw new UsageError(`${name}: expected three numbers X,Y,Z, found "${text}".`);
  };
}

/** What commands take that may do a whole study at tiny scale. */
export interface ScaleOptions {
  readonly scale?: "full" | "tiny";
}

export const scaleOption = new Option(
  "--scale <SIZE>",
  "tiny: the same study so small that it ends in minutes, to try every step",
).argParser(scale);

/** Reads the scale of a study. @throws UsageError */
function scale(text: string): "full" | "tiny" {
  if (text === "full" || text === "tiny") return text;
  throw new UsageError(`--scale: expected full or tiny, found "${text}".`);
}
