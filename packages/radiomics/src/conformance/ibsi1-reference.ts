import { parseCsv } from "./parse-csv.ts";

/** One reference value of IBSI-1. */
export interface Ibsi1Row {
  /** `digital`, or a configuration of the CT phantom. */
  readonly dataset: string;
  readonly family: string;
  readonly aggregation: string;
  /** The manual's name. */
  readonly feature: string;
  readonly tag: string;
  /** As printed. */
  readonly value: string;
  readonly tolerance: number;
  /** IBSI's identifier; diagnostics have none. */
  readonly ibsi: string;
}

/** The rows of `reference_values.csv`. */
export function parseIbsi1Reference(text: string): Ibsi1Row[] {
  return parseCsv(text).map((cells) => ({
    dataset: cells["dataset"] ?? "",
    family: cells["family"] ?? "",
    aggregation: cells["aggregation"] ?? "",
    feature: cells["feature"] ?? "",
    tag: cells["tag"] ?? "",
    value: cells["value"] ?? "",
    tolerance: Number(cells["tolerance"] ?? Number.NaN),
    ibsi: cells["ibsi_id"] ?? "",
  }));
}

/**
 * How far a value lies from a reference value, after rounding it to three significant digits, or as many as are printed.
 *
 * @see reference/ibsi1/README.md, "How to compare".
 */
export function ibsi1Distance(got: number, printed: string): number {
  const digits = Math.max(3, significantDigits(printed));
  const distance = Math.abs(Number(got.toPrecision(digits)) - Number(printed));
  // Decimal fractions have no exact binary form: 0.848 − 0.843 is 0.005.
  return Number(distance.toPrecision(9));
}

function significantDigits(printed: string): number {
  const [mantissa] = printed.toLowerCase().split("e");
  const digits = mantissa.replace(/[^0-9]/g, "").replace(/^0+/, "");
  return (mantissa.includes(".") ? digits : digits.replace(/0+$/, "")).length;
}
