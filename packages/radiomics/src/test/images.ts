import { readFileSync } from "node:fs";
import type { Volume } from "@hilum/volume";
import { readNifti } from "@hilum/volume/nifti";
import { dataFolder } from "./reference.ts";

/** An image and its mask. */
export type Pair = readonly [image: Volume, mask: Volume];

const nifti = (image: string, mask: string): Pair => [
  readNifti(readFileSync(`${dataFolder}/${image}.nii.gz`)),
  readNifti(readFileSync(`${dataFolder}/${mask}.nii.gz`)),
];

/** IBSI's CT phantom and its lesion. */
export const ctPhantom = (): Pair => nifti("ibsi1/ct_nifti/phantom", "ibsi1/ct_nifti/mask");

/** A lung nodule of the LIDC collection. */
export const nodule = (id: string): Pair => nifti(`lidc_nodules/${id}/image`, `lidc_nodules/${id}/mask`);
