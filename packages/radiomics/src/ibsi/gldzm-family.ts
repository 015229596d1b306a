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
  tag: "dzm",
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
      ["0GBI", "sde", "Small distance emphasis"],
      ["MB4I", "lde", "Large distance emphasis"],
      ["S1RA", "lgze", "Low grey level zone emphasis"],
      ["K26C", "hgze", "High grey level zone emphasis"],
      ["RUVG", "sdlge", "Small distance low grey level emphasis"],
      ["DKNJ", "sdhge", "Small distance high grey level emphasis"],
      ["A7WM", "ldlge", "Large distance low grey level emphasis"],
      ["KLTH", "ldhge", "Large distance high grey level emphasis"],
    ],
    greyLevelNonUniformity: ["VFT7", "glnu", "Grey level non-uniformity"],
    normalisedGreyLevelNonUniformity: ["7HP3", "glnu_norm", "Normalised grey level non-uniformity"],
    sizeNonUniformity: ["V294", "zdnu", "Zone distance non-uniformity"],
    normalisedSizeNonUniformity: ["IATH", "zdnu_norm", "Normalised zone distance non-uniformity"],
    percentage: ["VIWW", "z_perc", "Zone percentage"],
    greyLevelVariance: ["QK93", "gl_var", "Grey level variance"],
    sizeVariance: ["7WT1", "zd_var", "Zone distance variance"],
    sizeEntropy: ["GBDU", "zd_entr", "Zone distance entropy"],
  }),
});
