import type { Vec3, Window } from "@hilum/volume";
import { LearnError } from "../learn-error.ts";
import { checkCount, checkPositive } from "../check-option.ts";

/** What becomes of an image before a network sees it. Sizes are voxels along i (to the right), j (to the front), k (to the head). */
export interface ImageSettings {
  /** Distance between voxels, mm. Default 1, 1, 1. */
  readonly spacing?: Vec3;
  /** The intensities that become 0 to 1, HU. Default: level −600, width 2000. */
  readonly window?: Window;
  /** Size of the crops. Default 96, 96, 96. */
  readonly crop?: Vec3;
  /** How training crops are varied. Default: a quarter turn with probability 0.5. */
  readonly augmentation?: Augmentation;
}

/** How training crops differ from each other; what is left out stays as it is. The defaults are the published ones. */
export interface Augmentation {
  /** Where the middle of a crop lies: at a random voxel of the mask (default), or at its centroid. */
  readonly around?: "voxel" | "centroid";
  /** Probability of a turn by 90, 180 or 270 degrees in the axial plane, in [0, 1]. Default 0.5. */
  readonly rotate?: number;
  /** Probability of a mirror image along each axis, in [0, 1]. Default 0. */
  readonly flip?: number;
  /** Largest shift along each axis, mm. Default 0. */
  readonly shiftMm?: number;
  /** Largest turn about each of the three axes, degrees, at most 45. Default 0. */
  readonly turnDegrees?: number;
  /** Largest relative change of size, in [0, 0.5]: 0.1 is 90 % to 110 %. Default 0. */
  readonly scale?: number;
  /** Standard deviation of noise added to every voxel, in widths of the window. Default 0. */
  readonly noise?: number;
  /** Largest offset added to all voxels of a crop, in widths of the window. Default 0. */
  readonly brightness?: number;
}

/** Settings with their defaults. */
export type CompleteImageSettings = Required<Omit<ImageSettings, "augmentation">> & {
  readonly augmentation: Required<Augmentation>;
};

const plain: Required<Augmentation> = {
  around: "voxel",
  rotate: 0.5,
  flip: 0,
  shiftMm: 0,
  turnDegrees: 0,
  scale: 0,
  noise: 0,
  brightness: 0,
};

/** Largest value of each setting that has one. */
const limits = [
  ["rotate", 1],
  ["flip", 1],
  ["shiftMm", 1000],
  ["turnDegrees", 45],
  ["scale", 0.5],
  ["noise", 1],
  ["brightness", 1],
] as const;

/**
 * The settings with every default written out.
 *
 * @throws LearnError `bad-option` that names the setting and its range.
 */
export function imageSettings(settings: ImageSettings = {}): CompleteImageSettings {
  const { spacing = [1, 1, 1], window = { level: -600, width: 2000 }, crop = [96, 96, 96] } = settings;
  const augmentation = { ...plain, ...settings.augmentation };
  spacing.forEach((mm) => checkPositive("image.spacing", mm));
  crop.forEach((voxels) => checkCount("image.crop", voxels));
  checkPositive("image.window.width", window.width);
  for (const [name, most] of limits) {
    const value = augmentation[name];
    if (value >= 0 && value <= most) continue;
    throw new LearnError("bad-option", `augmentation.${name} is ${value}; it must lie in [0, ${most}].`);
  }
  return { spacing, window, crop, augmentation };
}
