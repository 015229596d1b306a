import type { Volume } from "@hilum/volume";
import type { FeatureValue } from "../extraction.ts";
import type { FeatureColumn } from "../feature-columns.ts";
import { type FeatureTable, measurement } from "../feature-table.ts";

/** A VOI beside the lesion itself, whose features are computed as if its mask had been drawn. */
export interface FurtherVoi {
  /** As in column names: "shell-0-3mm", "habitat-1". */
  readonly name: string;
  /** What is said of the VOI itself, in the order of its columns. */
  readonly own: readonly FeatureValue[];
  /** 1 inside, on the image's grid; undefined if the VOI is empty. */
  readonly mask: Volume<Uint8Array> | undefined;
  /** Why it is empty. */
  readonly because: string;
}

/** What is said of every VOI of a kind: the family, and the values' names and units. */
export interface OwnTable<Prepared> {
  readonly family: string;
  readonly table: FeatureTable<Prepared>;
}

/** The columns of what is said of a VOI itself. */
export function ownColumns<Prepared>(name: string, { family, table }: OwnTable<Prepared>): FeatureColumn[] {
  return Object.values(table).map(({ pyradiomics: feature, unit, ibsi = "" }) => ({
    image: name,
    family,
    feature,
    unit,
    ibsi,
  }));
}

/** The values that belong in them. */
export function ownValues<Prepared>(name: string, own: OwnTable<Prepared>, prepared: Prepared): FeatureValue[] {
  const rows = Object.values(own.table);
  return ownColumns(name, own).map((column, n) => ({ ...column, ...measurement(rows[n].of(prepared)) }));
}
