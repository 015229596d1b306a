import { fillHoles } from "./fill-holes.ts";
import { dilate, erode } from "./morphology.ts";
import { eachInBall, indexOf, partAt, voxelOf } from "./nodule-block.ts";
import type { NoduleBall } from "./nodule-radius.ts";
import type { Vec3, Volume } from "./volume.ts";

/** Radii of the ball that opens, as shares of the nodule's: a finer one is taken where nothing would be left. */
const OPENING = [0.25, 0.125, 0.0625] as const;
/** The opened core grows back a little further than it was eroded, which keeps short spicules and corners. */
const REGROWTH = 1.3;

/** What the outline is made from; places are indices of the block. */
export interface ShapeRequest {
  readonly block: Volume;
  readonly place: Vec3;
  /** HU. */
  readonly threshold: number;
  readonly ball: NoduleBall;
  /** Nothing beyond this radius of the ball's centre is nodule. */
  readonly sphereMm: number;
}

/**
 * The nodule: dense voxels inside the sphere, connected with the place, holes filled, and cut from vessels and pleura by an
 * opening (erosion and regrowth in millimetres, within the dense voxels).
 */
export function noduleShape({ block, place, threshold, ball, sphereMm }: ShapeRequest): Volume<Uint8Array> {
  const { grid } = block;
  const seed = voxelOf(grid, place);
  const dense = new Uint8Array(block.data.length);
  eachInBall(grid, ball.centre, sphereMm, (voxel) => {
    if (block.data[voxel] > threshold) dense[voxel] = 1;
  });
  dense[seed] = 1;
  const grown = fillHoles(partAt({ grid, data: dense }, seed));
  for (const share of OPENING) {
    const erosion = share * ball.radiusMm;
    const eroded = erode(grown, erosion);
    const core = nearestVoxel(eroded, place);
    if (core === undefined) continue;
    const reach = dilate(partAt(eroded, core), REGROWTH * erosion);
    const regrown = grown.data.map((x, at) => x * reach.data[at]);
    return partAt({ grid, data: regrown }, core);
  }
  return grown;
}

/** The mask's voxel nearest to a place, the first of equals; undefined if the mask is empty. */
function nearestVoxel({ grid, data }: Volume, place: Vec3): number | undefined {
  let best = Infinity;
  let nearest: number | undefined;
  for (let voxel = 0; voxel < data.length; voxel++) {
    if (data[voxel] === 0) continue;
    const [i, j, k] = indexOf(grid, voxel);
    const [x, y, z] = grid.spacing;
    const squared = ((i - place[0]) * x) ** 2 + ((j - place[1]) * y) ** 2 + ((k - place[2]) * z) ** 2;
    if (squared < best) {
      best = squared;
      nearest = voxel;
    }
  }
  return nearest;
}
