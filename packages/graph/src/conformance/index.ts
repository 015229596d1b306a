export { filledImage, filledParameter, filledRadiomics, keyHash, signed, signedValues, u32, unit } from "./fill.ts";
export { fingerprint } from "./fingerprint.ts";
export type { Fingerprint } from "./fingerprint.ts";
