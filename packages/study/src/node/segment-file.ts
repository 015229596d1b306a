import { segmentNodule } from "@hilum/volume";
import type { Vec3 } from "@hilum/volume";
import { writeNifti } from "@hilum/volume/nifti";
import { writeFileAtomic } from "./atomic-file.ts";
import { readImage } from "./images/decode-image.ts";

/** Outlines the nodule at a point of an image file and writes its mask. */
export async function segmentFile(
  path: string,
  { at, index, diameter, out }: { at: Vec3; index?: boolean | undefined; diameter?: number | undefined; out: string },
): Promise<{ out: string; volumeMl: number; diameterMm: number; threshold: number; warnings: readonly string[] }> {
  const { volume: image } = await readImage(path);
  const seed = index ? { index: at } : { point: at };
  const { mask, ...found } = segmentNodule(image, seed, diameter === undefined ? {} : { diameterMm: diameter });
  await writeFileAtomic(out, writeNifti(mask, { gzip: !/\.nii$/i.test(out) }));
  return { out, ...found };
}
