export { isNrrd } from "./header-text.ts";
export { nrrdHeader, readNrrd } from "./read-nrrd.ts";
export type { NrrdHeader, ReadNrrdOptions } from "./read-nrrd.ts";
export { writeNrrd } from "./write-nrrd.ts";
export type { WriteNrrdOptions } from "./write-nrrd.ts";
