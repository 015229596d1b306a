import { type Undefined, undefinedBecause } from "../feature-table.ts";
import { type Aggregation, type TexturePart, texturePartsOf } from "./aggregations.ts";
import type { IbsiLesion } from "./ibsi-lesion.ts";
import { type IbsiFamily, type IbsiRow, type IbsiTable, outcome, tableRows } from "./ibsi-table.ts";
import { type LevelBlock, levelBlock } from "./level-block.ts";

/**
 * A family whose features are read from a texture matrix.
 *
 * @param definition.counting - how the matrix of a part is made; undefined if it counts nothing: it is left out of the average.
 * @param definition.empty - why there may be no matrix at all.
 */
export function textureFamily<Matrix>(definition: {
  readonly name: string;
  readonly tag: string;
  readonly ibsi: string;
  readonly formulas: string;
  readonly aggregations: readonly Aggregation[];
  readonly counting: (lesion: IbsiLesion, block: LevelBlock) => (part: TexturePart) => Matrix | undefined;
  readonly empty: string;
  readonly table: IbsiTable<Matrix>;
}): IbsiFamily {
  const { name, tag, ibsi, formulas, aggregations, counting, empty, table } = definition;
  const rows = tableRows(table);
  return {
    name,
    tag,
    ibsi,
    formulas,
    aggregations,
    features: rows.map(({ feature }) => feature),
    measure: (lesion, wanted) => {
      const chosen = aggregations.filter((aggregation) => wanted.includes(aggregation));
      if (chosen.length === 0) return [];
      const block = levelBlock(lesion);
      const matrix = counting(lesion, block);
      return chosen.flatMap((aggregation) => {
        const matrices = texturePartsOf(block, aggregation).flatMap((part) => matrix(part) ?? []);
        return rows.map(({ feature, of }) => ({ feature, aggregation, ...outcome(mean(matrices, of, empty)) }));
      });
    },
  };
}

/** The mean of a feature over the matrices where it is defined. */
function mean<Matrix>(matrices: readonly Matrix[], of: IbsiRow<Matrix>["of"], empty: string): number | Undefined {
  let [total, count] = [0, 0];
  let missing: Undefined = undefinedBecause(empty);
  for (const matrix of matrices) {
    const value = of(matrix);
    if (typeof value !== "number") {
      missing = value;
      continue;
    }
    total += value;
    count++;
  }
  return count === 0 ? missing : total / count;
}
