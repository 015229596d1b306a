import type { Lesion } from "./lesion.ts";

/** Why a feature has no value for this lesion. */
export interface Undefined {
  readonly because: string;
}

/** A feature that has no value for this lesion, and the reason that is printed beside NaN. */
export function undefinedBecause(because: string): Undefined {
  return { because };
}

/** One feature: what it is called, where it is defined, and how it is computed from what its family prepares. */
export interface FeatureRow<Prepared> {
  /** PyRadiomics' name, printed in CSV files. */
  readonly pyradiomics: string;
  /** IBSI's code, where IBSI defines the feature. */
  readonly ibsi?: string;
  /** The formula in short, where no identifier stands for one (`featureFormula`). */
  readonly formula?: string;
  /** How PyRadiomics' value departs from IBSI's definition. */
  readonly differs?: string;
  /** Unit of the value; "intensity" is the image's own unit, HU for CT. */
  readonly unit: string;
  readonly of: (prepared: Prepared) => number | Undefined;
}

/** The features of one family in the order of PyRadiomics' output. The keys are IBSI-like British names. */
export type FeatureTable<Prepared> = Readonly<Record<string, FeatureRow<Prepared>>>;

/** What can be said of a feature without a lesion. */
export type FeatureDescription = Omit<FeatureRow<never>, "of"> & { readonly key: string };

/** A value, or NaN and the reason. */
export interface Measurement {
  readonly feature: FeatureDescription;
  readonly value: number;
  readonly note: string;
}

/** A family of features: one file, and one row in `families`. */
export interface Family {
  readonly name: string;
  /** "voi": looks at the mask only, once per lesion; "image": computed again on every filtered image. */
  readonly sees: "voi" | "image";
  /** Where PyRadiomics defines the formulas. */
  readonly formulas: string;
  readonly features: readonly FeatureDescription[];
  readonly measure: (lesion: Lesion) => { readonly values: Measurement[]; readonly warnings: readonly string[] };
  /** The same family without some features, given as `family_Feature`; they are not computed either. */
  readonly without: (leaveOut: readonly string[]) => Family;
}

interface Definition<Prepared> {
  readonly name: string;
  readonly sees: "voi" | "image";
  readonly formulas: string;
  readonly prepare: (lesion: Lesion) => Prepared;
  readonly table: FeatureTable<Prepared>;
  /** What a reader of the values should know about this lesion. */
  readonly warnings?: (prepared: Prepared) => string[];
}

/** A family from its table and from what all its features share, which is prepared once per lesion. */
export function family<Prepared>(definition: Definition<Prepared>): Family {
  const { name, sees, formulas, prepare, table, warnings = () => [] } = definition;
  const rows = Object.entries(table).map(([key, { of, ...described }]) => ({ feature: { key, ...described }, of }));
  return {
    name,
    sees,
    formulas,
    features: rows.map(({ feature }) => feature),
    measure: (lesion) => {
      const prepared = prepare(lesion);
      const values = rows.map(({ feature, of }) => ({ feature, ...measurement(of(prepared)) }));
      return { values, warnings: warnings(prepared) };
    },
    without: (leaveOut) => {
      const kept = Object.entries(table).filter(([, { pyradiomics }]) => !leaveOut.includes(`${name}_${pyradiomics}`));
      return family({ ...definition, table: Object.fromEntries(kept) });
    },
  };
}

/** The value that a row gave, or NaN and why. */
export function measurement(value: number | Undefined): { value: number; note: string } {
  if (typeof value !== "number") return { value: Number.NaN, note: value.because };
  if (!Number.isFinite(value))
    return { value: Number.NaN, note: "the formula gives no finite number for these voxels" };
  return { value, note: "" };
}
