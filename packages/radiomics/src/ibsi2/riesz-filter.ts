import type { FilterKind } from "./filter-kind.ts";
import type { RieszImageSettings } from "./filter-settings.ts";
import { rieszChecks, rieszResponse } from "./riesz-transform.ts";

/** The Riesz transform of the image itself. */
export const rieszFilter: FilterKind<RieszImageSettings> = {
  name: "Riesz transform",
  ibsi: "AYRS",
  checks: { riesz: rieszChecks.needed },
  defaults: {},
  conflict: ({ riesz, dimension }) => rieszChecks.conflict(riesz, dimension),
  reach: () => "image",
  respond: (image, settings) => rieszResponse(image, settings, settings.riesz, (part) => part),
};
