import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The inputs of all functions; a case holds those that its function takes. */
export interface ReferenceInput {
  readonly labels: readonly number[];
  readonly scores: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly probabilities: readonly number[];
  readonly level: number;
  readonly target: number;
  readonly bins: number;
  readonly strategy: "uniform" | "quantile";
  readonly successes: number;
  readonly n: number;
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
  readonly name: string;
  readonly parameters: { readonly mean: number; readonly sd: number };
  readonly x: number;
  readonly p: number;
  readonly group: readonly number[];
  readonly distance: readonly number[];
  readonly exact: readonly number[] | null;
  readonly caliper: number | null;
  readonly cost: readonly (readonly number[])[];
  readonly kind: "continuous" | "binary";
}

interface ReferenceCase {
  readonly id: string;
  readonly function: string;
  readonly input: ReferenceInput;
  readonly expected: { readonly [key: string]: Json };
  readonly tolerance: number;
  /** Far tails: the tolerance is a share of the expected number, however small that is. */
  readonly relative?: boolean;
}

interface ReferenceFile {
  readonly cases: readonly ReferenceCase[];
}

/** How a function answers a reference case, in the names of the reference, and how many cases there are at least. */
export interface ReferenceCheck {
  readonly cases: number;
  /** Which of the cases are answered; all by default. */
  readonly where?: (input: ReferenceInput) => boolean;
  readonly of: (input: ReferenceInput) => Readonly<Record<string, unknown>>;
}

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const folder = join(data, "..", "reference", "stats");

/** Runs every case of `FILE.json` whose function stands in the table. */
export function referenceSuite(file: string, checks: Readonly<Record<string, ReferenceCheck>>): void {
  const path = join(folder, `${file}.json`);
  const found = existsSync(path);
  const title = found ? `reference ${file}` : `reference ${file} (skipped: HILUM_DATA not found)`;
  describe.skipIf(!found)(title, () => {
    const { cases }: ReferenceFile = found ? JSON.parse(readFileSync(path, "utf8")) : { cases: [] };
    test.each(Object.entries(checks))("%s gives R's and Python's numbers", (name, check) => {
      const own = cases.filter((item) => item.function === name && (check.where?.(item.input) ?? true));
      expect(own.length).toBeGreaterThanOrEqual(check.cases);
      for (const { id, input, expected, tolerance, relative } of own) {
        const got = check.of(input);
        for (const [key, value] of Object.entries(expected)) {
          expectNear(got[key], value, { share: tolerance, floor: relative ? 0 : 1 }, `${id} ${key}`);
        }
      }
    });
  });
}

/** A number passes within `share` of the expected one, or of `floor` if that is larger. */
interface Tolerance {
  readonly share: number;
  readonly floor: number;
}

function expectNear(got: unknown, expected: Json, tolerance: Tolerance, what: string): void {
  if (typeof expected === "number") {
    expect(typeof got, what).toBe("number");
    const allowed = tolerance.share * Math.max(tolerance.floor, Math.abs(expected));
    expect(Math.abs(Number(got) - expected), what).toBeLessThanOrEqual(allowed);
  } else if (expected === "Infinity") {
    expect(got, what).toBe(Infinity);
  } else if (typeof expected === "object" && expected !== null) {
    if (Array.isArray(expected)) expect(got, what).toHaveLength(expected.length);
    for (const [key, value] of Object.entries(expected)) {
      expectNear(Reflect.get(Object(got), key), value, tolerance, `${what}.${key}`);
    }
  } else {
    expect(got, what).toBe(expected);
  }
}
