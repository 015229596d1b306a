import { boundingBox } from "./bounding-box.ts";
import type { NoduleDensity } from "./nodule-density.ts";
import { LARGEST_RADIUS_MM } from "./nodule-radius.ts";
import type { Volume } from "./volume.ts";

/** Cores below this are mostly ground glass. */
const GROUND_GLASS_HU = -300;
/** A seed that moved further than this lay beside the nodule, not in it. */
const BESIDE_MM = 1.5;
/** LIDC readers' masks have 1.07 to 1.26 times the diameter in the table (90 % of 542 nodules); this is far outside. */
const USUAL_RATIO: readonly [number, number] = [0.7, 1.5];

/** What happened on the way to a mask. */
export interface NoduleCourse {
  readonly mask: Volume<Uint8Array>;
  readonly density: NoduleDensity;
  readonly equivalentMm: number;
  readonly givenMm: number | undefined;
  /** From the click to the place where growing began. */
  readonly movedMm: number;
  /** Density at the click, HU. */
  readonly clickHu: number;
  /** The estimated radius is the largest that is tried. */
  readonly atLimit: boolean;
}

/** Sentences for the reader who checks the mask; none if nothing was unusual. */
export function noduleWarnings(course: NoduleCourse): string[] {
  const { density, equivalentMm, givenMm, movedMm } = course;
  const core = Math.round(density.core);
  const ratio = equivalentMm / (givenMm ?? equivalentMm);
  const cut = cutSides(course.mask);
  const rows: readonly (readonly [boolean, string])[] = [
    [
      movedMm > BESIDE_MM,
      `The seed (${Math.round(course.clickHu)} HU) lies beside something denser; growing began ${movedMm.toFixed(1)} mm away. Look whether this is the nodule you meant.`,
    ],
    [
      !density.lungFound,
      `There is hardly any aerated lung around the seed; ${density.lung} HU was taken for lung. Check that the image is in HU and the seed in the lung.`,
    ],
    [
      core < GROUND_GLASS_HU,
      `The core has ${core} HU, ground glass: the outline is less certain than that of a solid nodule.`,
    ],
    [
      course.atLimit,
      `The estimated diameter reaches ${2 * LARGEST_RADIUS_MM} mm, the largest that is tried: this may be chest wall, or a larger lesion. Give the diameter.`,
    ],
    [
      ratio < USUAL_RATIO[0] || ratio > USUAL_RATIO[1],
      `The mask has the volume of a sphere of ${equivalentMm.toFixed(1)} mm, but ${givenMm} mm was given. Check the seed and the diameter.`,
    ],
    [cut.length > 0, `The mask touches the border of the image (${cut.join(", ")}): the nodule may go on outside.`],
  ];
  return rows.filter(([applies]) => applies).map(([, text]) => text);
}

/** The image's sides that the mask touches, for example "first k". */
function cutSides(mask: Volume): string[] {
  const { lower, size } = boundingBox(mask);
  return [0, 1, 2].flatMap((axis) => [
    ...(lower[axis] === 0 ? [`first ${"ijk"[axis]}`] : []),
    ...(lower[axis] + size[axis] === mask.grid.size[axis] ? [`last ${"ijk"[axis]}`] : []),
  ]);
}
