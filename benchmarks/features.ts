import { defineBenchmark } from "./benchmark.ts";
import { ours } from "./child-process.ts";
import { compare } from "./compare.ts";
import type { FeaturesMeasured, FeaturesSettings } from "./ours/features.ts";
import { sides } from "./report.ts";

/**
 * Seconds of PyRadiomics for the same number of voxels and features: 3.1.1a3 with its C extensions (gcc 12, -O3), Python 3.11, one
 * thread. They are from another run on a machine of this kind and from images of their own, so the ratio is a guide, not a
 * measurement of both at once.
 */
const pyradiomicsSeconds: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  sphere20: { "107": 0.39, "851": 0.53, "1781": 0.69 },
  "16446": { "107": 0.35, "851": 1.2, "1781": 1.94 },
  "78290": { "107": 0.91, "851": 2.38, "1781": 4.94 },
  phantom: { "107": 5.3, "851": 13.7, "1781": 26.4 },
};

/** How long do the radiomics features of one lesion take? */
export const features = defineBenchmark({
  name: "features",
  question: "Seconds, CPU seconds and peak memory of the radiomics features of one lesion; reading is not counted.",
  options: {
    voi: {
      kind: "choice",
      of: ["sphere20", "16446", "78290", "phantom", "whole-ct"],
      default: "phantom",
      help: "balls of 4,140, 16,446 and 78,290 voxels in the IBSI CT phantom at 1 mm, cropped; its lesion (359,664 voxels at 1 mm); a 20 mm nodule in a made-up CT of 512×512×400 voxels",
    },
    preset: {
      kind: "choice",
      of: ["107", "851", "1781", "olnm-1364"],
      default: "1781",
      help: "PyRadiomics' features at 1 mm (original image, with wavelets, all filters), or the lymph node study's",
    },
    repeat: { kind: "count", default: 5, help: "timed runs, after a first one" },
  },
  examples: ["--voi 78290 --preset 851", "--voi phantom --preset 1781 --json", "--voi whole-ct --preset olnm-1364"],
  measure: async ({ voi, preset, repeat }) => {
    const run = (repeats: number): Promise<FeaturesMeasured> =>
      ours("features.ts", { voi, preset, repeat: repeats } satisfies FeaturesSettings);
    const { ours: side } = await compare([repeat], run, undefined);
    const [{ cpuSeconds, featureCount, voxelCount }] = side.rounds;
    const theirs = pyradiomicsSeconds[voi]?.[preset];
    return {
      unit: "s",
      ...sides(side, undefined),
      cpuSeconds,
      featureCount,
      voxelCount,
      ...(theirs !== undefined && {
        reference: {
          by: "PyRadiomics 3.1.1a3",
          seconds: theirs,
          ratio: Number((side.min / theirs).toFixed(3)),
          note: "from another run, on a machine of this kind",
        },
      }),
    };
  },
});
