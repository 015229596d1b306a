import { readFileSync } from "node:fs";
import type { Volume } from "@hilum/volume";
import { readNifti } from "@hilum/volume/nifti";
import { readNrrd } from "./read-nrrd.ts";
import { dataFolder } from "./reference.ts";

/** An image and its mask. */
export type Pair = readonly [image: Volume, mask: Volume];

const nrrd = (image: string, mask: string): Pair => [
  readNrrd(`${dataFolder}/pyradiomics/${image}.nrrd`),
  readNrrd(`${dataFolder}/pyradiomics/${mask}.nrrd`),
];
const nifti = (image: string, mask: string): Pair => [
  readNifti(readFileSync(`${dataFolder}/${image}.nii.gz`)),
  readNifti(readFileSync(`${dataFolder}/${mask}.nii.gz`)),
];

/** The images that PyRadiomics' reference values were computed on. */
export const pairs: Record<string, () => Pair> = {
  ct_phantom: () => nifti("ibsi1/ct_nifti/phantom", "ibsi1/ct_nifti/mask"),
  brain1: () => nrrd("brain1_image", "brain1_label"),
  brain2: () => nrrd("brain2_image", "brain2_label"),
  breast1: () => nrrd("breast1_image", "breast1_label"),
  prostate_phantom: () => nrrd("prostate_phantom_subvolume", "prostate_phantom_subvolume-label"),
};

/** A lung nodule of the LIDC collection. */
export const nodule = (id: string): Pair => nifti(`lidc_nodules/${id}/image`, `lidc_nodules/${id}/mask`);
