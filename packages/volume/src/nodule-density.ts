import type { NoduleBlock } from "./nodule-block.ts";
import { eachInBall } from "./nodule-block.ts";
import type { Vec3 } from "./volume.ts";
import { VolumeError } from "./volume.ts";

/**
 * How far up from lung (0) to the nodule's core (1) its border lies.
 *
 * Half-way is the physical edge of a blurred sphere, but readers outline partial-volume voxels too: on the 271 LIDC nodules
 * used for tuning, 0.5 gave 0.64 of the readers' volume (0.54 without the diameter), 0.22 gave 0.98 (0.97).
 */
const BORDER_FRACTION = 0.22;
/** Voxels below this are lung, not tissue. */
const LUNG_BELOW_HU = -500;
/** Lung is sought so far beyond the nodule. */
export const LUNG_MARGIN_MM = 8;
/** Used when there is hardly any lung around. */
const USUAL_LUNG_HU = -850;
const ENOUGH_LUNG_VOXELS = 20;
/** A core less dense than lung by so much is no nodule: pure ground glass stands out by 150 HU and more. */
const LEAST_CONTRAST_HU = 60;
/** The threshold stays this clear of lung noise: contrast below it is treated as this much. */
const CONTRAST_FLOOR_HU = 100;

/** The core is looked at in a ball of half the radius, within these limits: a diameter that is far too large must not reach lung. */
const CORE_MM: readonly [number, number] = [1, 3];

/** Densities of a nodule and its surroundings, in HU. */
export interface NoduleDensity {
  readonly core: number;
  readonly lung: number;
  readonly threshold: number;
  /** False where too little lung was found and -850 HU was taken instead. */
  readonly lungFound: boolean;
}

/** The median of aerated lung around a place. */
export function lungAround(block: NoduleBlock, place: Vec3, radiusMm: number): { hu: number; found: boolean } {
  const { median, count } = medianInBall(block, place, radiusMm + LUNG_MARGIN_MM, (hu) => hu < LUNG_BELOW_HU);
  const found = count > ENOUGH_LUNG_VOXELS;
  return { hu: found ? median : USUAL_LUNG_HU, found };
}

/**
 * The density at which a nodule ends: 22 % of the way from the lung around it to the median of its core, so that a
 * ground-glass nodule gets a lower threshold than a solid one.
 *
 * @throws VolumeError `no-nodule` if the core is hardly denser than lung.
 */
export function noduleDensity(
  block: NoduleBlock,
  place: Vec3,
  radiusMm: number,
  lung: { hu: number; found: boolean },
): NoduleDensity {
  const coreMm = Math.min(CORE_MM[1], Math.max(CORE_MM[0], radiusMm / 2));
  const core = medianInBall(block, place, coreMm).median;
  if (core - lung.hu < LEAST_CONTRAST_HU)
    throw new VolumeError(
      "no-nodule",
      `Around the seed there is only lung: the densest place within 3 mm has ${Math.round(core)} HU, lung around it ` +
        `${Math.round(lung.hu)} HU (a nodule stands out by ${LEAST_CONTRAST_HU} HU or more). Put the seed inside the nodule, in LPS ` +
        `millimetres (x to the left, y to the back), and check that the image is in Hounsfield units.`,
    );
  const base = Math.min(lung.hu, core - CONTRAST_FLOOR_HU);
  return {
    core,
    lung: lung.hu,
    threshold: base + BORDER_FRACTION * (core - base),
    lungFound: lung.found,
  };
}

/** The median of the block's voxels in a ball that `keep` lets through (NaN if none), and how many these are. */
function medianInBall(
  block: NoduleBlock,
  centre: Vec3,
  radiusMm: number,
  keep: (hu: number) => boolean = () => true,
): { median: number; count: number } {
  const values: number[] = [];
  eachInBall(block.grid, centre, radiusMm, (voxel) => {
    if (keep(block.data[voxel])) values.push(block.data[voxel]);
  });
  values.sort((a, b) => a - b);
  const middle = values.length / 2;
  return { median: (values[Math.ceil(middle) - 1] + values[Math.floor(middle)]) / 2, count: values.length };
}
