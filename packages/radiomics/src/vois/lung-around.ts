import { closing, connectedComponents, dilate, type Volume } from "@hilum/volume";

/** Half-way between aerated lung (about -850 HU) and soft tissue (about 50 HU): where the edge of a blurred wall lies. */
const aeratedBelowHu = -400;
/** Vessels up to twice as thick count as lung, and so does the blurred rim between a lesion and the lung around it. */
export const closingMm = 3;

/**
 * Lung around a lesion: 1 in aerated voxels that hang together and come near to the lesion, and in what these enclose of vessels,
 * airway walls and the lesion's own blurred edge; 0 in the lesion, the chest wall, the mediastinum and air that is no lung.
 *
 * The aerated voxels and the lesion are closed with a ball of 3 mm, which keeps walls thicker than 6 mm as they are.
 *
 * @param image - in HU, a block around the lesion.
 * @param lesion - 1 inside, on the same grid.
 */
export function lungAround(image: Volume, lesion: Volume<Uint8Array>): Volume<Uint8Array> {
  const { grid, data } = image;
  const aerated = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) if (data[at] < aeratedBelowHu && lesion.data[at] === 0) aerated[at] = 1;
  const { labels } = connectedComponents({ grid, data: aerated }, 6);
  const near = dilate(lesion, closingMm).data;
  const reached = new Set<number>();
  for (let at = 0; at < near.length; at++) if (near[at] === 1 && aerated[at] === 1) reached.add(labels.data[at]);
  const open = aerated.map((is, at) => (lesion.data[at] === 1 || (is === 1 && reached.has(labels.data[at])) ? 1 : 0));
  const closed = closing({ grid, data: open }, closingMm);
  // Without any lung the lesion alone would be closed.
  if (reached.size === 0) return { grid, data: new Uint8Array(data.length) };
  return { grid, data: closed.data.map((is, at) => (lesion.data[at] === 1 ? 0 : is)) };
}
