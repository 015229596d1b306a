import { checkIbsiSettings } from "../ibsi/check-ibsi-settings.ts";
import { ibsiSettings } from "../ibsi/ibsi-presets.ts";
import type { IbsiSettings } from "../ibsi/ibsi-settings.ts";

/** The filters of phase 2, in slices (A) and in space (B). */
const filters: Readonly<Record<string, { readonly A: object | null; readonly B: object | null }>> = {
  1: { A: null, B: null },
  2: both({ kind: "mean", support: 5 }),
  3: both({ kind: "log", sigma: 1.5, cutoff: 4 }),
  4: both({ kind: "laws", pooling: "max", energy: 7 }, { kernels: "L5E5" }, { kernels: "L5E5E5" }),
  5: both({ kind: "gabor", sigma: 5, wavelength: 2, gamma: 1.5, thetaStep: Math.PI / 8, pooling: "average" }),
  6: both({ kind: "wavelet", wavelet: "db3", level: 1, pooling: "average" }, { bands: "LH" }, { bands: "LLH" }),
  7: both({ kind: "wavelet", wavelet: "db3", level: 2, pooling: "average" }, { bands: "HH" }, { bands: "HHH" }),
  // The consensus rests on the image as the Fourier transform sees it, without a margin.
  8: both({ kind: "simoncelli", level: 1, boundary: "periodic" }),
  9: both({ kind: "simoncelli", level: 2, boundary: "periodic" }),
};

function both(common: object, inSlices: object = {}, inSpace: object = {}): { readonly A: object; readonly B: object } {
  return {
    A: { dimension: "2D", boundary: "mirror", ...common, ...inSlices },
    B: { dimension: "3D", boundary: "mirror", ...common, ...inSpace },
  };
}

/**
 * The settings that phase 2 calls `4.B` and the like; undefined if there are none.
 *
 * @see reference/ibsi2/README.md, "Phase 2 settings".
 */
export function ibsi2Settings(id: string): IbsiSettings | undefined {
  const [number, grid] = id.split(".");
  if (!Object.hasOwn(filters, number) || (grid !== "A" && grid !== "B")) return undefined;
  const settings = ibsiSettings("ibsi", {
    spacing: grid === "A" ? null : [1, 1, 1],
    interpolation: "bspline",
    range: [-1000, 400],
    families: ["Intensity-based statistics"],
  });
  return checkIbsiSettings({ ...settings, filter: filters[number][grid] });
}
