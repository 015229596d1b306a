export { isMetaImage } from "./header-text.ts";
export { metaImageHeader, readMetaImage } from "./read-metaimage.ts";
export type { MetaImageHeader, ReadMetaImageOptions } from "./read-metaimage.ts";
export { writeMetaImage } from "./write-metaimage.ts";
export type { WriteMetaImageOptions } from "./write-metaimage.ts";
