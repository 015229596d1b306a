import { segmentNodule } from "@hilum/volume";
import type { Vec3 } from "@hilum/volume";
import { writeFileAtomic } from "./atomic-file.ts";
import { readImage } from "./images/decode-image.ts";
import { encodeVolume, volumeFormat } from "./images/encode-volume.ts";

/** Outlines the nodule at a point of an image file and writes its mask. */
export async function segmentFile(
  path: string,
  options: {
    at: Vec3;
    index?: boolean | undefined;
    diameter?: number | undefined;
    /** Series instance UID, where a DICOM folder holds several. */
    series?: string | undefined;
    out: string;
  },
): Promise<{ out: string; volumeMl: number; diameterMm: number; threshold: number; warnings: readonly string[] }> {
  const { at, index, diameter, series, out } = options;
  // Before minutes of work: what cannot be written is refused at once.
  volumeFormat(out);
  const { volume: image } = await readImage(path, { series });
  const seed = index ? { index: at } : { point: at };
  const { mask, ...found } = segmentNodule(image, seed, diameter === undefined ? {} : { diameterMm: diameter });
  await writeFileAtomic(out, encodeVolume(mask, out));
  return { out, ...found };
}
