import { plainAggregations } from "./aggregations.ts";
import { manual } from "./ibsi-table.ts";
import { type Sized, sizeTable } from "./size-table.ts";
import { sizedOf } from "./sized-zones.ts";
import { textureFamily } from "./texture-family.ts";
import { zonesOf } from "./zones.ts";

/** Grey level size zones: connected voxels of one grey level, by number. */
export const glszmIbsiFamily = textureFamily<Sized>({
  name: "GLSZM",
  ibsi: "9SAK",
  formulas: manual("grey-level-size-zone-based-features"),
  aggregations: plainAggregations,
  counting: () => (part) => {
    const { ranks, sizes } = zonesOf(part);
    return sizedOf(part, ranks, sizes);
  },
  empty: "the lesion has no voxel",
  table: sizeTable({
    emphases: [
      ["5QRC", "Small zone emphasis"],
      ["48P8", "Large zone emphasis"],
      ["XMSY", "Low grey level zone emphasis"],
      ["5GN9", "High grey level zone emphasis"],
      ["5RAI", "Small zone low grey level emphasis"],
      ["HW1V", "Small zone high grey level emphasis"],
      ["YH51", "Large zone low grey level emphasis"],
      ["J17V", "Large zone high grey level emphasis"],
    ],
    greyLevelNonUniformity: ["JNSA", "Grey level non-uniformity"],
    normalisedGreyLevelNonUniformity: ["Y1RO", "Normalised grey level non-uniformity"],
    sizeNonUniformity: ["4JP3", "Zone size non-uniformity"],
    normalisedSizeNonUniformity: ["VB3A", "Normalised zone size non-uniformity"],
    percentage: ["P30P", "Zone percentage"],
    greyLevelVariance: ["BYLV", "Grey level variance"],
    sizeVariance: ["3NSA", "Zone size variance"],
    sizeEntropy: ["GU8N", "Zone size entropy"],
  }),
});
