import { describe, expect, test } from "vitest";
import { featureColumns } from "./extract-features.ts";
import { preset } from "./presets.ts";
import { fromPyradiomicsParameters, isPyradiomicsParameters } from "./pyradiomics-parameters.ts";
import { RadiomicsError } from "./radiomics-error.ts";

const defaults = { ...preset("pyradiomics"), preCrop: false, log: { sigmas: [], smallImages: "skip" } };

describe("a parameter file of PyRadiomics", () => {
  test.each([undefined, null, {}, { setting: null }])(
    "that says nothing (%j) asks for PyRadiomics' defaults",
    (file) => {
      expect(fromPyradiomicsParameters(file)).toEqual({ settings: defaults, ignored: [] });
    },
  );

  test("for CT, as in PyRadiomics' examples", () => {
    const { settings, label, ignored } = fromPyradiomicsParameters({
      imageType: { Original: {}, LoG: { sigma: [1, 2, 3.5] }, Wavelet: {} },
      featureClass: { shape: null, firstorder: [], glcm: ["Autocorrelation", "Idmn"], glrlm: null },
      setting: {
        interpolator: "sitkBSpline",
        resampledPixelSpacing: [1, 1, 1],
        padDistance: 10,
        binWidth: 25,
        voxelArrayShift: 1000,
        minimumROISize: 50,
        label: 2,
      },
    });
    expect(settings).toMatchObject({
      spacing: [1, 1, 1],
      interpolation: "bspline",
      padDistance: 10,
      voxelArrayShift: 1000,
      preCrop: true,
      log: { sigmas: [1, 2, 3.5] },
      families: ["shape", "firstorder", "glcm", "glrlm"],
      imageTypes: ["original", "log", "wavelet"],
    });
    expect(label).toBe(2);
    expect(ignored).toEqual(["minimumROISize"]);
    const columns = featureColumns(settings);
    expect(columns).toHaveLength(14 + 12 * (18 + 2 + 16));
    expect(columns.filter((name) => name.startsWith("log-sigma-3-5-mm-3D_glcm"))).toEqual([
      "log-sigma-3-5-mm-3D_glcm_Autocorrelation",
      "log-sigma-3-5-mm-3D_glcm_Idmn",
    ]);
  });

  test("for MR within slices", () => {
    const { settings } = fromPyradiomicsParameters({
      imageType: { Wavelet: { wavelet: "haar", level: 2, start_level: 1 }, Gradient: { gradientUseSpacing: false } },
      setting: {
        normalize: true,
        normalizeScale: 100,
        removeOutliers: 3,
        resampledPixelSpacing: [2, 2, 0],
        interpolator: 2,
        force2D: true,
        force2Ddimension: 0,
        binCount: 64,
        resegmentRange: [3, -3],
        resegmentMode: "sigma",
        weightingNorm: "euclidean",
      },
    });
    expect(settings).toMatchObject({
      normalise: { scale: 100, removeOutliers: 3 },
      spacing: [2, 2, 0],
      interpolation: "linear",
      force2D: "ij",
      binCount: 64,
      binWidth: null,
      resegment: { range: [-3, 3], mode: "sigma" },
      weightingNorm: "euclidean",
      wavelet: { name: "haar", levels: 2, startLevel: 1 },
      gradient: { per: "voxel" },
      imageTypes: ["wavelet", "gradient"],
    });
  });

  test.each([
    [
      { resampledPixelSpacing: [1, 1, 1], interpolator: null },
      { spacing: null, preCrop: false },
    ],
    [{ resampledPixelSpacing: null }, { spacing: null, preCrop: false }],
    [{ resampledPixelSpacing: [0, 0, 0] }, { spacing: null, preCrop: true }],
    [{ preCrop: true }, { spacing: null, preCrop: true }],
    [{ force2D: false, force2Ddimension: 2 }, { force2D: null }],
    [{ force2D: true, force2Ddimension: 2 }, { force2D: "jk" }],
    [{ normalize: false, normalizeScale: 100 }, { normalise: null }],
  ])("with %j means %j", (setting, expected) => {
    expect(fromPyradiomicsParameters({ setting }).settings).toMatchObject(expected);
  });

  test("without widths has no Laplacian of Gaussian images", () => {
    expect(fromPyradiomicsParameters({ imageType: { Original: {}, LoG: {} } }).settings.imageTypes).toEqual([
      "original",
    ]);
  });

  test("names everything that is not supported in one error", () => {
    const file = {
      imageType: { LBP2D: {}, Wavelet: { binWidth: 10 } },
      featureClass: { shape2D: null, glcm: ["Homogeneity1"] },
      setting: { distances: [1, 2], gldm_a: 1, symmetricalGLCM: false, interpolator: "sitkGaussian", binwidth: 5 },
      settings: { binWidth: 5 },
    };
    expect(() => fromPyradiomicsParameters(file)).toThrow(RadiomicsError);
    for (const name of [
      "settings",
      "imageType.LBP2D",
      "imageType.Wavelet.binWidth",
      "featureClass.shape2D",
      "featureClass.glcm.Homogeneity1",
      "distances [1,2] (only [1])",
      "gldm_a 1 (only 0)",
      "symmetricalGLCM false (only true)",
      'interpolator "sitkGaussian"',
      "setting.binwidth (did you mean binWidth?)",
    ])
      expect(() => fromPyradiomicsParameters(file)).toThrow(name);
  });

  test("is known by its sections, and may hold that of voxel-wise maps", () => {
    expect(isPyradiomicsParameters({ featureClass: null })).toBe(true);
    expect(isPyradiomicsParameters({ ...defaults })).toBe(false);
    const { settings, ignored } = fromPyradiomicsParameters({ voxelSetting: { kernelRadius: 2 } });
    expect({ settings, ignored }).toEqual({ settings: defaults, ignored: ["voxelSetting"] });
  });

  test.each([
    [{ setting: { binWidth: "wide" } }, /binWidth must be a positive number/],
    [{ setting: { resampledPixelSpacing: [1, 1] } }, /spacing must be three sizes/],
    [{ setting: { wavelet: "bior1.1" } }, /wavelet\.name must be one of haar/],
    [{ setting: { force2D: true, force2Ddimension: 7 } }, /force2D must be one of ij, ik, jk/],
    [{ featureClass: {} }, /families must be .*at least one/],
    [{ setting: { sigma: [0] }, imageType: { LoG: {} } }, /log\.sigmas must be/],
    [{ setting: ["binWidth"] }, /not supported: setting that is not a list of names and values/],
    ["binWidth: 25", /not supported: the file that is not a list of names and values/],
  ])("%j is refused", (file, message) => {
    expect(() => fromPyradiomicsParameters(file)).toThrow(message);
  });
});
