export { niftiHeadBytes, niftiLength, readNifti } from "./read-nifti.ts";
export { writeNifti } from "./write-nifti.ts";
export type { WriteNiftiOptions } from "./write-nifti.ts";
export type { NiftiDatatype } from "./datatypes.ts";
