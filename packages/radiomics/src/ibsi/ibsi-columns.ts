import type { FeatureColumn } from "../feature-columns.ts";
import { type Aggregation, aggregationLabel } from "./aggregations.ts";
import { checkIbsiSettings } from "./check-ibsi-settings.ts";
import { ibsiFamilies } from "./ibsi-families.ts";
import type { IbsiSettings } from "./ibsi-settings.ts";
import type { IbsiDescription, IbsiFamily } from "./ibsi-table.ts";

/** One value that settings ask for, without a lesion. */
export interface IbsiColumn {
  readonly family: Pick<IbsiFamily, "name" | "tag" | "ibsi" | "formulas">;
  readonly feature: IbsiDescription;
  readonly aggregation: Aggregation | "";
  /** IBSI's identifier of the aggregation; empty where there is nothing to aggregate. */
  readonly aggregationCode: string;
  /** Under the short names of IBSI's submission tables: `original` or the kind of the filter, `cm`, `joint_max_3D_avg`. */
  readonly printed: FeatureColumn;
}

/** What `extractIbsi` computes with these settings, in its order. */
export function ibsiColumns(settings: IbsiSettings): IbsiColumn[] {
  const families = checkIbsiSettings(settings).families.flatMap((name) => ibsiFamilies.get(name) ?? []);
  return families.flatMap((family) => {
    const chosen = family.aggregations.filter((aggregation) => settings.aggregations.includes(aggregation));
    const ways = family.aggregations.length === 0 ? ([""] as const) : chosen;
    return ways.flatMap((aggregation) => {
      const label = aggregation === "" ? undefined : aggregationLabel(aggregation);
      return family.features.map((feature) => ({
        family: { name: family.name, tag: family.tag, ibsi: family.ibsi, formulas: family.formulas },
        feature,
        aggregation,
        aggregationCode: label?.ibsi ?? "",
        printed: {
          image: settings.filter?.kind ?? "original",
          family: family.tag,
          feature: label ? `${feature.tag}_${label.tag}` : feature.tag,
          name: feature.name,
          aggregation,
          unit: feature.unit,
          ibsi: feature.ibsi,
        },
      }));
    });
  });
}
