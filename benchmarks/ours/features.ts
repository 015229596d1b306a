/** Times the features of one lesion in a process of its own; `benchmarks/features.ts` starts it with its settings as JSON. */
import { extract, preset, type RadiomicsSettings } from "@hilum/radiomics";
import type { Measured } from "../measured.ts";
import { benchmarkLesion } from "./lesions.ts";
import { timed } from "./timed.ts";

export interface FeaturesSettings {
  readonly voi: string;
  readonly preset: string;
  readonly repeat: number;
}

export interface FeaturesMeasured extends Measured {
  /** Least user CPU seconds of a timed run: all threads, also those that compile and collect garbage. */
  readonly cpuSeconds: number;
  readonly featureCount: number;
  /** Of the lesion, after resampling. */
  readonly voxelCount: number;
}

const settingsOf: Readonly<Record<string, RadiomicsSettings>> = {
  "107": preset("pyradiomics", { spacing: [1, 1, 1] }),
  "851": preset("pyradiomics-851"),
  "1781": preset("pyradiomics-1781"),
  "olnm-1364": preset("olnm-1364"),
};

async function measure({ voi, preset: name, repeat }: FeaturesSettings): Promise<FeaturesMeasured> {
  const { image, mask } = await benchmarkLesion(voi);
  const cpu: number[] = [];
  const { last, ...times } = await timed(repeat, async () => {
    const start = process.cpuUsage();
    const extraction = extract(image, mask, settingsOf[name]);
    cpu.push(process.cpuUsage(start).user / 1e6);
    return extraction;
  });
  return {
    ...times,
    cpuSeconds: Number(Math.min(...cpu.slice(1)).toFixed(4)),
    featureCount: last.features.length,
    voxelCount: last.diagnostics.stages.at(-1)?.voxelCount ?? 0,
  };
}

const settings: FeaturesSettings = JSON.parse(process.argv[2]);
process.stdout.write(`${JSON.stringify(await measure(settings))}\n`);
