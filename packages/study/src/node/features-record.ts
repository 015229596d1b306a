import { describeColumns } from "@hilum/radiomics";
import type { FeatureColumn, FeatureSettings } from "@hilum/radiomics";
import type { LesionFeatures } from "./lesion-features.ts";
import { version } from "./version.ts";

/** How a table of features came about: what stands beside it as JSON. */
export interface FeaturesRecord {
  /** Version of Hilum. */
  readonly hilum: string;
  readonly settings: FeatureSettings;
  readonly columns: readonly (FeatureColumn & { readonly column: string })[];
  readonly cases: readonly CaseRecord[];
  readonly failures: readonly { readonly case: string; readonly error: string }[];
}

interface CaseRecord extends Pick<LesionFeatures, "voxelCounts" | "volumeMl" | "warnings" | "inputHash"> {
  readonly case: string;
  /** Why a column has no value. */
  readonly missing: Readonly<Record<string, string>>;
}

/** The record of a table; no time, path or host stands in it. */
export function featuresRecord(
  settings: FeatureSettings,
  cases: readonly { readonly case: string }[],
  features: readonly LesionFeatures[],
  failures: FeaturesRecord["failures"],
): FeaturesRecord {
  const columns = describeColumns(settings).map((described) => {
    const { image, family, feature } = described;
    return { column: `${image}_${family}_${feature}`, ...described };
  });
  return {
    hilum: version,
    settings,
    columns,
    cases: features.map(({ voxelCounts, volumeMl, warnings, inputHash, notes }, i) => ({
      case: cases[i]!.case,
      voxelCounts,
      volumeMl,
      missing: Object.fromEntries(Object.entries(notes).map(([at, note]) => [columns[Number(at)]!.column, note])),
      warnings,
      inputHash,
    })),
    failures,
  };
}

/** `FILE.json` beside `FILE.csv`. */
export function recordBeside(out: string): string {
  return `${out.replace(/\.csv$/i, "")}.json`;
}
