import type { FilterKind } from "./filter-kind.ts";
import type { SettingsByKind } from "./filter-settings.ts";
import { gaborFilter } from "./gabor-filter.ts";
import { isotropicWaveletFilter } from "./isotropic-wavelet-filter.ts";
import { lawsFilter } from "./laws-filter.ts";
import { logFilter } from "./log-filter.ts";
import { meanFilter } from "./mean-filter.ts";
import { rieszFilter } from "./riesz-filter.ts";
import { waveletFilter } from "./wavelet-filter.ts";

/** The filters of IBSI-2; the keys are the public names. */
export const filterKinds: { readonly [Kind in keyof SettingsByKind]: FilterKind<SettingsByKind[Kind]> } = {
  mean: meanFilter,
  log: logFilter,
  laws: lawsFilter,
  gabor: gaborFilter,
  wavelet: waveletFilter,
  simoncelli: isotropicWaveletFilter,
  shannon: isotropicWaveletFilter,
  riesz: rieszFilter,
};
