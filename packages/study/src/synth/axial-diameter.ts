import type { Region, Scene } from "./scene.ts";

/**
 * The longest diameter within one axial slice, in mm, as a radiologist measures it; 0 if nothing is there.
 *
 * @param region - where to look.
 * @param belongs - whether a sample of the scene counts.
 */
export function axialDiameter(scene: Scene, region: Region, belongs: (index: number) => boolean): number {
  const [ni, nj] = scene.size;
  const [i0, j0, k0] = region.from;
  let longest = 0;
  for (let k = k0; k < k0 + region.size[2]; k++) {
    // The ends of each row are enough: the two samples farthest apart are always row ends.
    const ends: [number, number][] = [];
    for (let j = j0; j < j0 + region.size[1]; j++) {
      const row = ni * (j + nj * k);
      let first = -1;
      let last = -1;
      for (let i = i0; i < i0 + region.size[0]; i++) {
        if (!belongs(row + i)) continue;
        if (first < 0) first = i;
        last = i;
      }
      if (first >= 0) ends.push([first, j], [last, j]);
    }
    for (const [n, a] of ends.entries()) {
      for (const b of ends.slice(n)) {
        // One sample more than from centre to centre.
        const length = Math.hypot((b[0] - a[0]) * scene.step[0], (b[1] - a[1]) * scene.step[1]) + scene.step[0];
        if (length > longest) longest = length;
      }
    }
  }
  return longest;
}
