import type { Volume } from "./volume.ts";

/** Volume of a mask in millilitres: voxels that are not 0, times the volume of one. */
export function volumeMl(mask: Volume): number {
  let count = 0;
  for (let at = 0; at < mask.data.length; at++) if (mask.data[at] !== 0) count++;
  const [x, y, z] = mask.grid.spacing;
  return (count * x * y * z) / 1000;
}
