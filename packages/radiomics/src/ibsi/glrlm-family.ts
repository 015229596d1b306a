import { sizeMatrix } from "../size-matrix.ts";
import { directionalAggregations, type TexturePart } from "./aggregations.ts";
import { manual } from "./ibsi-table.ts";
import { type Sized, sizeTable } from "./size-table.ts";
import { textureFamily } from "./texture-family.ts";

/** Grey level run lengths: how far one grey level reaches along a line. */
export const glrlmIbsiFamily = textureFamily<Sized>({
  name: "GLRLM",
  tag: "rlm",
  ibsi: "TP0I",
  formulas: manual("grey-level-run-length-based-features"),
  aggregations: directionalAggregations,
  counting: () => runLengths,
  empty: "the lesion has no voxel",
  table: sizeTable({
    emphases: [
      ["22OV", "sre", "Short runs emphasis"],
      ["W4KF", "lre", "Long runs emphasis"],
      ["V3SW", "lgre", "Low grey level run emphasis"],
      ["G3QZ", "hgre", "High grey level run emphasis"],
      ["HTZT", "srlge", "Short run low grey level emphasis"],
      ["GD3A", "srhge", "Short run high grey level emphasis"],
      ["IVPO", "lrlge", "Long run low grey level emphasis"],
      ["3KUM", "lrhge", "Long run high grey level emphasis"],
    ],
    greyLevelNonUniformity: ["R5YN", "glnu", "Grey level non-uniformity"],
    normalisedGreyLevelNonUniformity: ["OVBL", "glnu_norm", "Normalised grey level non-uniformity"],
    sizeNonUniformity: ["W92Y", "rlnu", "Run length non-uniformity"],
    normalisedSizeNonUniformity: ["IC23", "rlnu_norm", "Normalised run length non-uniformity"],
    percentage: ["9ZK5", "r_perc", "Run percentage"],
    greyLevelVariance: ["8CE5", "gl_var", "Grey level variance"],
    sizeVariance: ["SXLW", "rl_var", "Run length variance"],
    sizeEntropy: ["HJ9O", "rl_entr", "Run entropy"],
  }),
});

/** The run length matrix of a part; each direction counts every voxel once. */
function runLengths({ block: { ranks, levels, size }, voxels, offsets }: TexturePart): Sized {
  const longest = Math.max(...size) - 2;
  const counts = new Uint32Array(levels.length * longest);
  for (const offset of offsets) {
    for (let v = 0; v < voxels.length; v++) {
      const rank = ranks[voxels[v]];
      if (ranks[voxels[v] - offset] === rank) continue;
      // The margin ends every run at the latest.
      let length = 1;
      for (let next = voxels[v] + offset; ranks[next] === rank; next += offset) length++;
      counts[(rank - 1) * longest + length - 1]++;
    }
  }
  const lengths = Float64Array.from({ length: longest }, (_, n) => n + 1);
  return { matrix: sizeMatrix(counts, levels, lengths), voxelCount: voxels.length * offsets.length };
}
