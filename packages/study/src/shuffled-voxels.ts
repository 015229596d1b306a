import type { RandomStream } from "@hilum/numeric";
import type { Volume } from "@hilum/volume";

/** The image with the voxels inside the mask in random order: the same histogram and shape, no texture. */
export function shuffledVoxels(image: Volume, mask: Volume<Uint8Array>, random: RandomStream): Volume {
  const inside: number[] = [];
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i] === 1) inside.push(i);
  const data = image.data.slice();
  for (const [position, from] of random.shuffled(inside).entries()) data[inside[position]!] = image.data[from]!;
  return { ...image, data };
}
