import { plainAggregations } from "./aggregations.ts";
import { borderDistances } from "./border-distances.ts";
import { manual } from "./ibsi-table.ts";
import { type Sized, sizeTable } from "./size-table.ts";
import { sizedOf } from "./sized-zones.ts";
import { textureFamily } from "./texture-family.ts";
import { zonesOf } from "./zones.ts";

/**
 * Grey level distance zones: connected voxels of one grey level, by how near they come to the lesion's border.
 *
 * Zones are those of the intensity mask, the border is that of the morphological mask.
 */
export const gldzmIbsiFamily = textureFamily<Sized>({
  name: "GLDZM",
  ibsi: "VMDZ",
  formulas: manual("grey-level-distance-zone-based-features"),
  aggregations: plainAggregations,
  counting: (lesion, block) => {
    const distances = {
      slice: borderDistances(lesion, block, "slice"),
      space: borderDistances(lesion, block, "space"),
    };
    return (part) => {
      const { ranks, least } = zonesOf(part, distances[part.neighbours]);
      return sizedOf(part, ranks, least);
    };
  },
  empty: "the lesion has no voxel",
  table: sizeTable({
    emphases: [
      ["0GBI", "Small distance emphasis"],
      ["MB4I", "Large distance emphasis"],
      ["S1RA", "Low grey level zone emphasis"],
      ["K26C", "High grey level zone emphasis"],
      ["RUVG", "Small distance low grey level emphasis"],
      ["DKNJ", "Small distance high grey level emphasis"],
      ["A7WM", "Large distance low grey level emphasis"],
      ["KLTH", "Large distance high grey level emphasis"],
    ],
    greyLevelNonUniformity: ["VFT7", "Grey level non-uniformity"],
    normalisedGreyLevelNonUniformity: ["7HP3", "Normalised grey level non-uniformity"],
    sizeNonUniformity: ["V294", "Zone distance non-uniformity"],
    normalisedSizeNonUniformity: ["IATH", "Normalised zone distance non-uniformity"],
    percentage: ["VIWW", "Zone percentage"],
    greyLevelVariance: ["QK93", "Grey level variance"],
    sizeVariance: ["7WT1", "Zone distance variance"],
    sizeEntropy: ["GBDU", "Zone distance entropy"],
  }),
});
