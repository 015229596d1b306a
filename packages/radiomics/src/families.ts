import type { Family } from "./feature-table.ts";
import { firstOrderFamily } from "./first-order-features.ts";
import { glcmFamily } from "./glcm-features.ts";
import { gldmFamily } from "./gldm-features.ts";
import { glrlmFamily } from "./glrlm-features.ts";
import { glszmFamily } from "./glszm-features.ts";
import { ngtdmFamily } from "./ngtdm-features.ts";
import { shapeFamily } from "./shape-features.ts";

/** Every family of features by name, in the order of PyRadiomics' output. */
export const families: ReadonlyMap<string, Family> = new Map(
  [shapeFamily, firstOrderFamily, glcmFamily, gldmFamily, glrlmFamily, glszmFamily, ngtdmFamily].map((family) => [
    family.name,
    family,
  ]),
);
