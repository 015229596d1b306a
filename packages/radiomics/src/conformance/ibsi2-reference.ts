import type { FilterDescription } from "./ibsi2-filter.ts";
import { parseCsv } from "./parse-csv.ts";

/** A filter on a digital phantom (phase 1). */
export interface ResponseTest extends FilterDescription {
  readonly id: string;
  readonly phantom: string;
  /** File of the consensus response map; empty where there is none. */
  readonly responseMap: string;
}

/** The rows of `phase1_tests.csv`. */
export function parseResponseTests(text: string): ResponseTest[] {
  return parseCsv(text).map((cells) => ({
    id: cells["test_id"] ?? "",
    phantom: cells["phantom"] ?? "",
    filter: cells["filter"] ?? "",
    dimension: cells["dimension"] ?? "",
    padding: cells["padding"] ?? "",
    parameters: cells["parameters"] ?? "",
    invariance: cells["invariance"] ?? "",
    responseMap: cells["response_map"] ?? "",
  }));
}

/** A statistic of the filtered CT phantom (phase 2). */
export interface Ibsi2Row {
  /** Settings of the filter, for example `4.B`. */
  readonly filter: string;
  readonly feature: string;
  /** Short name of the feature, `stat_mean`. */
  readonly tag: string;
  /** As printed; empty where there is no consensus. */
  readonly value: string;
  readonly tolerance: number;
}

/** The rows of `phase2_reference_values.csv`. */
export function parseIbsi2Reference(text: string): Ibsi2Row[] {
  return parseCsv(text).map((cells) => ({
    filter: cells["filter_id"] ?? "",
    feature: cells["feature"] ?? "",
    tag: cells["tag"] ?? "",
    value: cells["value"] ?? "",
    tolerance: Number(cells["tolerance"] ?? Number.NaN),
  }));
}
