import type { Undefined } from "../feature-table.ts";
import type { Aggregation } from "./aggregations.ts";
import type { IbsiLesion } from "./ibsi-lesion.ts";

/** One feature of the IBSI reference manual and how it is computed from what its family prepares. */
export interface IbsiRow<Prepared> {
  /** Permanent identifier. */
  readonly ibsi: string;
  /** Short name of IBSI's submission tables, without family and aggregation. */
  readonly tag: string;
  /** The manual's name. */
  readonly name: string;
  /** "intensity" is the image's own unit, HU for CT. */
  readonly unit: string;
  readonly of: (prepared: Prepared) => number | Undefined;
}

/** The features of one family in the manual's order. */
export type IbsiTable<Prepared> = Readonly<Record<string, IbsiRow<Prepared>>>;

/** What can be said of a feature without a lesion. */
export type IbsiDescription = Omit<IbsiRow<never>, "of"> & { readonly key: string };

/** A value, or NaN and the reason. */
export interface IbsiMeasurement {
  readonly feature: IbsiDescription;
  readonly aggregation: Aggregation | "";
  readonly value: number;
  readonly note: string;
}

/** A family of features: one file, and one row in `ibsiFamilies`. */
export interface IbsiFamily {
  /** The manual's name. */
  readonly name: string;
  /** Short name of IBSI's submission tables. */
  readonly tag: string;
  /** Permanent identifier of the family. */
  readonly ibsi: string;
  /** Where the manual defines the formulas. */
  readonly formulas: string;
  /** The ways in which the values of slices and directions can become one; none where there is nothing to aggregate. */
  readonly aggregations: readonly Aggregation[];
  readonly features: readonly IbsiDescription[];
  /** The features, once for each wanted aggregation that the family has. */
  readonly measure: (lesion: IbsiLesion, wanted: readonly Aggregation[]) => IbsiMeasurement[];
}

/** The page of the manual with a family's formulas. */
export function manual(section: string): string {
  return `https://ibsi.readthedocs.io/en/latest/03_Image_features.html#${section}`;
}

/** A family whose features have one value each. */
export function plainFamily<Prepared>(definition: {
  readonly name: string;
  readonly tag: string;
  readonly ibsi: string;
  readonly formulas: string;
  readonly prepare: (lesion: IbsiLesion) => Prepared;
  readonly table: IbsiTable<Prepared>;
}): IbsiFamily {
  const { prepare, table, ...described } = definition;
  const rows = tableRows(table);
  return {
    ...described,
    aggregations: [],
    features: rows.map(({ feature }) => feature),
    measure: (lesion) => {
      const prepared = prepare(lesion);
      return rows.map(({ feature, of }) => ({ feature, aggregation: "" as const, ...outcome(of(prepared)) }));
    },
  };
}

export function tableRows<Prepared>(
  table: IbsiTable<Prepared>,
): { readonly feature: IbsiDescription; readonly of: IbsiRow<Prepared>["of"] }[] {
  return Object.entries(table).map(([key, { of, ...described }]) => ({ feature: { key, ...described }, of }));
}

/** A number that can be reported, or NaN and why there is none. */
export function outcome(value: number | Undefined): { readonly value: number; readonly note: string } {
  if (typeof value !== "number") return { value: Number.NaN, note: value.because };
  if (!Number.isFinite(value))
    return { value: Number.NaN, note: "the formula gives no finite number for these voxels" };
  return { value, note: "" };
}
