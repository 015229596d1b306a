import { vec3 } from "./affine.ts";
import { boxOf } from "./bounding-box.ts";
import { connectedComponents } from "./components.ts";
import { crop } from "./crop.ts";
import { paste } from "./paste.ts";
import type { Volume } from "./volume.ts";

/**
 * The mask (0 and 1) with its holes filled: background that no path through voxel faces joins to the border of the image.
 */
export function fillHoles(mask: Volume): Volume<Uint8Array> {
  const result = { grid: mask.grid, data: new Uint8Array(mask.data.length) };
  // Outside a mask's box there is no hole; one voxel more joins all that lies around it.
  const box = boxOf(mask);
  if (box === undefined) return result;
  const { grid, data } = crop(mask, { box, margin: 1 });
  const [ni, nj, nk] = grid.size;
  const background = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at++) background[at] = data[at] === 0 ? 1 : 0;
  const { labels, sizes } = connectedComponents({ grid, data: background }, 6);
  const open = new Uint8Array(sizes.length + 1);
  for (let k = 0, at = 0; k < nk; k++)
    for (let j = 0; j < nj; j++)
      for (let i = 0; i < ni; i++, at++)
        if (i === 0 || j === 0 || k === 0 || i === ni - 1 || j === nj - 1 || k === nk - 1) open[labels.data[at]] = 1;
  // Label 0 is the mask itself.
  open[0] = 0;
  const filled = background.map((_, at) => 1 - open[labels.data[at]]);
  paste(
    { grid, data: filled },
    result,
    vec3((axis) => Math.max(0, box.lower[axis] - 1)),
  );
  return result;
}
