import { vec3 } from "./affine.ts";
import { voxelCount } from "./grid.ts";
import type { NoduleBlock } from "./nodule-block.ts";
import { eachInBall, noduleBlock, partAt, voxelOf } from "./nodule-block.ts";
import type { NoduleDensity } from "./nodule-density.ts";
import { LUNG_MARGIN_MM, lungAround, noduleDensity } from "./nodule-density.ts";
import type { NoduleBall } from "./nodule-radius.ts";
import { fittingBall, LARGEST_RADIUS_MM, LARGEST_REACH_MM } from "./nodule-radius.ts";
import type { NoduleSeed } from "./nodule-seed.ts";
import { nearestDensePlace, SEED_REACH_MM, seedIndex } from "./nodule-seed.ts";
import { noduleShape } from "./nodule-shape.ts";
import { noduleWarnings } from "./nodule-warnings.ts";
import { paste } from "./paste.ts";
import { volumeMl } from "./volume-ml.ts";
import type { Vec3, Volume } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/** What is known about a nodule beside its place. */
export interface SegmentNoduleOptions {
  /** Its longest diameter in mm, as read on the CT. Default: estimated, up to 36 mm. */
  readonly diameterMm?: number;
}

/** A nodule and its measures. */
export interface SegmentedNodule {
  /** 1 = nodule, on the image's grid. */
  readonly mask: Volume<Uint8Array>;
  /** Diameter of the sphere of the same volume. */
  readonly diameterMm: number;
  readonly volumeMl: number;
  /** Density above which a voxel may be nodule, HU. */
  readonly threshold: number;
  /** What a reader should look at before using the mask. */
  readonly warnings: readonly string[];
}

/** What is measured before the nodule is outlined. */
interface Estimate {
  readonly density: NoduleDensity;
  readonly ball: NoduleBall;
  /** Nothing beyond this radius of the ball's centre is nodule. */
  readonly sphereMm: number;
}

/** Before any size is known, the core and the lung around it are looked at as for a nodule of this radius. */
const FIRST_CORE_RADIUS_MM = 3;
const FIRST_LUNG_RADIUS_MM = 6;
/** Growing goes this far beyond the estimated radius ... */
const BEYOND_ESTIMATE = 1.25;
/** ... and beyond half a given diameter; readers' outlines are wider than the diameter they write down. */
const BEYOND_GIVEN = 1.4;
const LARGEST_GIVEN_MM = 100;

/**
 * The lung nodule at a click: a mask on the image's own grid, its size, and what to look at.
 *
 * The seed moves to the densest place within 3 mm; the nodule ends where the density falls to 22 % of the way from its core to
 * the lung around it; it grows inside a sphere (the given or the estimated diameter) and is cut from vessels and pleura by an
 * opening in millimetres. No randomness, no training; well under a second. A proposal for a reader to check, not a reading.
 *
 * @param image - CT in Hounsfield units, any spacing.
 * @param seed - a place in or beside the nodule: a point in LPS mm, or a voxel index.
 * @throws VolumeError `seed-outside`; `no-nodule` if there is only lung; `diameter` if it is not in (0, 100] mm.
 * @see docs/segmentation.md for the method and its agreement with readers on 542 LIDC-IDRI nodules.
 */
export function segmentNodule(image: Volume, seed: NoduleSeed, options: SegmentNoduleOptions = {}): SegmentedNodule {
  const { diameterMm } = options;
  if (diameterMm !== undefined && !(diameterMm > 0 && diameterMm <= LARGEST_GIVEN_MM))
    throw new VolumeError(
      "diameter",
      `The diameter is ${diameterMm} mm; it must lie above 0 and at most at ${LARGEST_GIVEN_MM} mm. Leave it out to have it estimated.`,
    );
  const click = seedIndex(image.grid, seed);
  const reach = diameterMm === undefined ? LARGEST_REACH_MM : diameterMm / 2 + LUNG_MARGIN_MM;
  const block = noduleBlock(image, click, reach + SEED_REACH_MM);
  const inBlock = vec3((axis) => click[axis] - block.start[axis]);
  const place = nearestDensePlace(block, inBlock);
  const estimate = diameterMm === undefined ? estimateNodule(block, place) : knownNodule(block, place, diameterMm);
  const mask = outlined(image, block, place, estimate);
  const ml = volumeMl(mask);
  const equivalentMm = 2 * Math.cbrt((750 * ml) / Math.PI);
  const { density, ball } = estimate;
  const warnings = noduleWarnings({
    mask,
    density,
    equivalentMm,
    givenMm: diameterMm,
    movedMm: Math.hypot(...vec3((axis) => (place[axis] - inBlock[axis]) * image.grid.spacing[axis])),
    clickHu: block.data[voxelOf(block.grid, inBlock)],
    atLimit: diameterMm === undefined && ball.radiusMm > LARGEST_RADIUS_MM - 1,
  });
  return { mask, diameterMm: equivalentMm, volumeMl: ml, threshold: density.threshold, warnings };
}

function knownNodule(block: NoduleBlock, place: Vec3, diameterMm: number): Estimate {
  const radiusMm = diameterMm / 2;
  const lung = lungAround(block, place, radiusMm);
  return {
    density: noduleDensity(block, place, radiusMm, lung),
    ball: { centre: place, radiusMm },
    sphereMm: BEYOND_GIVEN * radiusMm,
  };
}

function estimateNodule(block: NoduleBlock, place: Vec3): Estimate {
  const { grid, data } = block;
  const lung = lungAround(block, place, FIRST_LUNG_RADIUS_MM);
  const { threshold } = noduleDensity(block, place, FIRST_CORE_RADIUS_MM, lung);
  const dense = new Uint8Array(data.length);
  eachInBall(grid, place, LARGEST_REACH_MM, (voxel) => {
    if (data[voxel] > threshold) dense[voxel] = 1;
  });
  const ball = fittingBall(partAt({ grid, data: dense }, voxelOf(grid, place)), place);
  return {
    density: noduleDensity(block, place, ball.radiusMm, lung),
    ball,
    sphereMm: BEYOND_ESTIMATE * ball.radiusMm,
  };
}

/** The outline, found in a block just large enough for the sphere. */
function outlined(image: Volume, block: NoduleBlock, place: Vec3, estimate: Estimate): Volume<Uint8Array> {
  const { density, ball, sphereMm } = estimate;
  const { grid } = image;
  const centre = vec3((axis) => block.start[axis] + ball.centre[axis]);
  const close = noduleBlock(
    image,
    vec3((axis) => Math.round(centre[axis])),
    sphereMm + Math.max(...grid.spacing),
  );
  const shape = noduleShape({
    block: close,
    place: vec3((axis) => block.start[axis] + place[axis] - close.start[axis]),
    threshold: density.threshold,
    ball: { centre: vec3((axis) => centre[axis] - close.start[axis]), radiusMm: ball.radiusMm },
    sphereMm,
  });
  const mask = { grid, data: new Uint8Array(voxelCount(grid)) };
  paste(shape, mask, close.start);
  return mask;
}
