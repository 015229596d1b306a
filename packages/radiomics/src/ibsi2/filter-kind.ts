import type { Box, Vec3, Volume } from "@hilum/volume";
import type { Checks } from "../field-checks.ts";

/** A filter: one file, and one row in `filterKinds`. */
export interface FilterKind<Settings> {
  /** The manual's name. */
  readonly name: string;
  /** Permanent identifier. */
  readonly ibsi: string;
  /** What each of its settings must be; `kind`, `dimension` and `boundary` are common to all. */
  readonly checks: Checks;
  /** Values of settings that may be left out. */
  readonly defaults: Partial<Settings>;
  /** What else must hold, where settings depend on each other: the complaint, or nothing. */
  readonly conflict?: (settings: Settings) => string | undefined;
  /** How far away, in voxels along each axis, the voxels are that decide a response; "image": all of them do. */
  readonly reach: (settings: Settings, spacing: Vec3) => Vec3 | "image";
  readonly respond: (image: Volume, settings: Settings) => Volume<Float64Array>;
  /** The same in a box of the image only, where that takes less than the whole response. */
  readonly respondWithin?: (image: Volume, settings: Settings, box: Box) => Volume<Float64Array>;
}
