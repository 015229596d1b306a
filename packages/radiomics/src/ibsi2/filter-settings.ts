import type { WaveletName } from "../filters/wavelet-kernels.ts";
import type { Boundary } from "./boundary.ts";
import type { LawsKernel } from "./laws-filter.ts";
import type { Pooling } from "./pooled-response.ts";

/** What every filter needs to know. */
interface Common {
  /** "2D" filters each slice (constant k) on its own, "3D" in space. */
  readonly dimension: "2D" | "3D";
  /** How the image goes on beyond its edge. */
  readonly boundary: Boundary;
}

/** Mean of the voxels around. */
export interface MeanSettings extends Common {
  readonly kind: "mean";
  /** Voxels along each axis, an odd number. */
  readonly support: number;
}

/** Laplacian of a Gaussian. */
export interface LogSettings extends Common {
  readonly kind: "log";
  /** Width of the Gaussian in mm. */
  readonly sigma: number;
  /** Where the kernel ends, in widths. Default: 4. */
  readonly cutoff: number;
  readonly riesz: RieszSettings | null;
}

/** Products of Laws' kernels. */
export interface LawsSettings extends Common {
  readonly kind: "laws";
  /** One kernel for each axis, along x, y (and z), for example L5E5 or E5L5S5. */
  readonly kernels: `${LawsKernel}${LawsKernel}${LawsKernel | ""}`;
  /** Pools over all right-angle rotations. Default: null. */
  readonly pooling: Pooling | null;
  /** The response becomes the mean absolute response up to so many voxels away. Default: null. */
  readonly energy: number | null;
}

/** Gabor's waves; "3D" averages the responses in the three orthogonal planes. */
export interface GaborSettings extends Common {
  readonly kind: "gabor";
  /** Width of the Gaussian along the wave in mm. */
  readonly sigma: number;
  /** mm. */
  readonly wavelength: number;
  /** Width along the wave as a multiple of the width across it. */
  readonly gamma: number;
  /** Direction of the wave, or of the first of them, in radians from x to y. Default: 0. */
  readonly theta: number;
  /** Pools over directions that are so many radians apart, once around; null: one direction. Default: null. */
  readonly thetaStep: number | null;
  /** How directions are pooled. Default: average. */
  readonly pooling: Pooling;
  /** Default: modulus. */
  readonly response: "modulus" | "real" | "imaginary";
}

/** Sub-band of a separable wavelet transform. */
export interface WaveletSettings extends Common {
  readonly kind: "wavelet";
  readonly wavelet: WaveletName;
  /** L (low-pass) or H (high-pass) along x, y (and z). */
  readonly bands: string;
  /** Default: 1. */
  readonly level: number;
  /** Keeps every second voxel of every level: the response has a coarser grid. Default: false. */
  readonly decimated: boolean;
  /** Pools over all right-angle rotations. Default: null. */
  readonly pooling: Pooling | null;
}

/** Band-pass map of an isotropic wavelet. */
export interface IsotropicWaveletSettings extends Common {
  readonly kind: "simoncelli" | "shannon";
  /** Default: 1. */
  readonly level: number;
  readonly riesz: RieszSettings | null;
}

/** The Riesz transform of the image itself. */
export interface RieszImageSettings extends Common {
  readonly kind: "riesz";
  readonly riesz: RieszSettings;
}

/** A Riesz transform of a filter's response. */
export interface RieszSettings {
  /** How often the transform is taken along x, y (and z). */
  readonly order: readonly number[];
  /** Turns it at every voxel to the structure tensor, whose components are averaged with this width in mm. Default: null. */
  readonly tensorSigma: number | null;
}

/** Settings by the kind of the filter. */
export interface SettingsByKind {
  readonly mean: MeanSettings;
  readonly log: LogSettings;
  readonly laws: LawsSettings;
  readonly gabor: GaborSettings;
  readonly wavelet: WaveletSettings;
  readonly simoncelli: IsotropicWaveletSettings;
  readonly shannon: IsotropicWaveletSettings;
  readonly riesz: RieszImageSettings;
}

/** A filter of IBSI-2 with all that decides its response, as a plain object. */
export type IbsiFilterSettings = SettingsByKind[keyof SettingsByKind];
