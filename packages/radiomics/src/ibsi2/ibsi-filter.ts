import { type Box, crop, type Vec3, type Volume } from "@hilum/volume";
import { checkIbsiFilter } from "./check-ibsi-filter.ts";
import { filterKinds } from "./filter-kinds.ts";
import type { IbsiFilterSettings, SettingsByKind } from "./filter-settings.ts";

/**
 * The response map of a filter of IBSI-2.
 *
 * @param settings - as from `checkIbsiFilter`; what has a default may be left out.
 * @returns a map on the grid of the image; on a coarser one for decimated wavelets.
 * @throws RadiomicsError `bad-settings`.
 * @see Whybra et al., Radiology 310 (2024) e231319; reference manual arXiv:2006.05470.
 */
export function ibsiFilter(image: Volume, settings: object): Volume<Float64Array> {
  return respond(image, checkIbsiFilter(settings));
}

/** The response in a box of the image, whose settings are complete; no wavelet that is decimated. */
export function filterWithin(image: Volume, settings: IbsiFilterSettings, box: Box): Volume<Float64Array> {
  return within(image, settings, box);
}

/** How far away, in voxels along each axis, the voxels are that decide a response; "image": all of them do. */
export function filterReach(settings: IbsiFilterSettings, spacing: Vec3): Vec3 | "image" {
  return reach(settings, spacing);
}

function respond<Kind extends keyof SettingsByKind>(
  image: Volume,
  settings: SettingsByKind[Kind] & { readonly kind: Kind },
): Volume<Float64Array> {
  return filterKinds[settings.kind].respond(image, settings);
}

function reach<Kind extends keyof SettingsByKind>(
  settings: SettingsByKind[Kind] & { readonly kind: Kind },
  spacing: Vec3,
): Vec3 | "image" {
  return filterKinds[settings.kind].reach(settings, spacing);
}

function within<Kind extends keyof SettingsByKind>(
  image: Volume,
  settings: SettingsByKind[Kind] & { readonly kind: Kind },
  box: Box,
): Volume<Float64Array> {
  const { respondWithin, respond: respondEverywhere } = filterKinds[settings.kind];
  return respondWithin?.(image, settings, box) ?? crop(respondEverywhere(image, settings), { box });
}
