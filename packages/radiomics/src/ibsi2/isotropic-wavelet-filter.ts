import { cos, log2 } from "@hilum/numeric";
import { isCount } from "../field-checks.ts";
import type { FilterKind } from "./filter-kind.ts";
import type { IsotropicWaveletSettings } from "./filter-settings.ts";
import { extended, respondTo, spectrumOf } from "./fourier-filter.ts";
import { rieszChecks, rieszResponse } from "./riesz-transform.ts";

/**
 * Gains of the band-pass maps by the frequency r, π being the highest along an axis.
 *
 * @see IBSI-2 manual (arXiv:2006.05470), section 3.5.2.
 */
export const bands = {
  simoncelli: (r: number) => (r > Math.PI / 4 && r <= Math.PI ? cos((Math.PI / 2) * log2((2 * r) / Math.PI)) : 0),
  shannon: (r: number) => (r > Math.PI / 2 && r <= Math.PI ? 1 : 0),
} as const;

/** Isotropic wavelets, which do not separate into axes: their band-pass maps, whose frequencies halve from level to level. */
export const isotropicWaveletFilter: FilterKind<IsotropicWaveletSettings> = {
  name: "Non-separable wavelets",
  ibsi: "LODD",
  checks: {
    level: ["a whole number from 1 to 8", (value) => isCount(value) && value <= 8],
    riesz: rieszChecks.orNull,
  },
  defaults: { level: 1, riesz: null },
  conflict: ({ riesz, dimension }) => (riesz ? rieszChecks.conflict(riesz, dimension) : undefined),
  reach: () => "image",
  respond: (image, settings) => {
    const { kind, level, riesz } = settings;
    const gain = (_: unknown, length: number) => bands[kind](Math.PI * length * 2 ** (level - 1));
    if (riesz) return rieszResponse(image, settings, riesz, (part) => part, gain);
    const { image: whole, inner } = extended(image, settings);
    const data = respondTo(spectrumOf(whole, settings), { gain, order: 0 });
    return inner({ grid: whole.grid, data });
  },
};
