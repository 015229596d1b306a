import { plainAggregations } from "./aggregations.ts";
import { manual } from "./ibsi-table.ts";
import { type Sized, sizeTable } from "./size-table.ts";
import { sizedOf } from "./sized-zones.ts";
import { textureFamily } from "./texture-family.ts";
import { zonesOf } from "./zones.ts";

/** Grey level size zones: connected voxels of one grey level, by number. */
export const glszmIbsiFamily = textureFamily<Sized>({
  name: "GLSZM",
  tag: "szm",
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
      ["5QRC", "sze", "Small zone emphasis"],
      ["48P8", "lze", "Large zone emphasis"],
      ["XMSY", "lgze", "Low grey level zone emphasis"],
      ["5GN9", "hgze", "High grey level zone emphasis"],
      ["5RAI", "szlge", "Small zone low grey level emphasis"],
      ["HW1V", "szhge", "Small zone high grey level emphasis"],
      ["YH51", "lzlge", "Large zone low grey level emphasis"],
      ["J17V", "lzhge", "Large zone high grey level emphasis"],
    ],
    greyLevelNonUniformity: ["JNSA", "glnu", "Grey level non-uniformity"],
    normalisedGreyLevelNonUniformity: ["Y1RO", "glnu_norm", "Normalised grey level non-uniformity"],
    sizeNonUniformity: ["4JP3", "zsnu", "Zone size non-uniformity"],
    normalisedSizeNonUniformity: ["VB3A", "zsnu_norm", "Normalised zone size non-uniformity"],
    percentage: ["P30P", "z_perc", "Zone percentage"],
    greyLevelVariance: ["BYLV", "gl_var", "Grey level variance"],
    sizeVariance: ["3NSA", "zs_var", "Zone size variance"],
    sizeEntropy: ["GU8N", "zs_entr", "Zone size entropy"],
  }),
});
