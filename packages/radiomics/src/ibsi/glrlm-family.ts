import { sizeMatrix } from "../size-matrix.ts";
import { directionalAggregations, type TexturePart } from "./aggregations.ts";
import { manual } from "./ibsi-table.ts";
import { type Sized, sizeTable } from "./size-table.ts";
import { textureFamily } from "./texture-family.ts";

/** Grey level run lengths: how far one grey level reaches along a line. */
export const glrlmIbsiFamily = textureFamily<Sized>({
  name: "GLRLM",
  ibsi: "TP0I",
  formulas: manual("grey-level-run-length-based-features"),
  aggregations: directionalAggregations,
  counting: () => runLengths,
  empty: "the lesion has no voxel",
  table: sizeTable({
    emphases: [
      ["22OV", "Short runs emphasis"],
      ["W4KF", "Long runs emphasis"],
      ["V3SW", "Low grey level run emphasis"],
      ["G3QZ", "High grey level run emphasis"],
      ["HTZT", "Short run low grey level emphasis"],
      ["GD3A", "Short run high grey level emphasis"],
      ["IVPO", "Long run low grey level emphasis"],
      ["3KUM", "Long run high grey level emphasis"],
    ],
    greyLevelNonUniformity: ["R5YN", "Grey level non-uniformity"],
    normalisedGreyLevelNonUniformity: ["OVBL", "Normalised grey level non-uniformity"],
    sizeNonUniformity: ["W92Y", "Run length non-uniformity"],
    normalisedSizeNonUniformity: ["IC23", "Normalised run length non-uniformity"],
    percentage: ["9ZK5", "Run percentage"],
    greyLevelVariance: ["8CE5", "Grey level variance"],
    sizeVariance: ["SXLW", "Run length variance"],
    sizeEntropy: ["HJ9O", "Run entropy"],
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
