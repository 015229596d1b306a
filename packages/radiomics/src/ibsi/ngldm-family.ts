import { sizeMatrix } from "../size-matrix.ts";
import { plainAggregations, type TexturePart } from "./aggregations.ts";
import { type IbsiTable, manual } from "./ibsi-table.ts";
import { type Sized, sizeTable } from "./size-table.ts";
import { textureFamily } from "./texture-family.ts";

const ngldmTable = {
  ...sizeTable({
    emphases: [
      ["SODN", "lde", "Low dependence emphasis"],
      ["IMOQ", "hde", "High dependence emphasis"],
      ["TL9H", "lgce", "Low grey level count emphasis"],
      ["OAE7", "hgce", "High grey level count emphasis"],
      ["EQ3F", "ldlge", "Low dependence low grey level emphasis"],
      ["JA6D", "ldhge", "Low dependence high grey level emphasis"],
      ["NBZI", "hdlge", "High dependence low grey level emphasis"],
      ["9QMG", "hdhge", "High dependence high grey level emphasis"],
    ],
    greyLevelNonUniformity: ["FP8K", "glnu", "Grey level non-uniformity"],
    normalisedGreyLevelNonUniformity: ["5SPA", "glnu_norm", "Normalised grey level non-uniformity"],
    sizeNonUniformity: ["Z87G", "dcnu", "Dependence count non-uniformity"],
    normalisedSizeNonUniformity: ["OKJI", "dcnu_norm", "Normalised dependence count non-uniformity"],
    percentage: ["6XV8", "dc_perc", "Dependence count percentage"],
    greyLevelVariance: ["1PFV", "gl_var", "Grey level variance"],
    sizeVariance: ["DNX2", "dc_var", "Dependence count variance"],
    sizeEntropy: ["FCBV", "dc_entr", "Dependence count entropy"],
  }),
  dependenceCountEnergy: {
    ibsi: "CAS9",
    tag: "dc_energy",
    name: "Dependence count energy",
    unit: "1",
    of: ({ matrix: { count, total } }) => count.reduce((sum, n) => sum + (n / total) * (n / total), 0),
  },
} satisfies IbsiTable<Sized>;

/** Neighbouring grey level dependence: how many neighbours share a voxel's grey level. */
export const ngldmIbsiFamily = textureFamily<Sized>({
  name: "NGLDM",
  tag: "ngl",
  ibsi: "REK0",
  formulas: manual("neighbouring-grey-level-dependence-based-features"),
  aggregations: plainAggregations,
  counting:
    ({ coarseness }) =>
    (part) =>
      dependences(part, coarseness),
  empty: "the lesion has no voxel",
  table: ngldmTable,
});

/** Voxels of a grey level by how many neighbours are at most `coarseness` levels away, the voxel itself counted too. */
function dependences({ block: { ranks, levels }, voxels, offsets }: TexturePart, coarseness: number): Sized {
  const most = 2 * offsets.length + 1;
  const counts = new Uint32Array(levels.length * most);
  // Outside the lesion no level is near.
  const levelOf = Float64Array.of(Number.NEGATIVE_INFINITY, ...levels);
  for (let v = 0; v < voxels.length; v++) {
    const rank = ranks[voxels[v]];
    let alike = 0;
    for (let d = 0; d < offsets.length; d++) {
      if (Math.abs(levelOf[ranks[voxels[v] + offsets[d]]] - levelOf[rank]) <= coarseness) alike++;
      if (Math.abs(levelOf[ranks[voxels[v] - offsets[d]]] - levelOf[rank]) <= coarseness) alike++;
    }
    counts[(rank - 1) * most + alike]++;
  }
  const sizes = Float64Array.from({ length: most }, (_, n) => n + 1);
  return { matrix: sizeMatrix(counts, levels, sizes), voxelCount: voxels.length };
}
