// One long run of damaged files, outside the test suite: node --conditions=hilum-source --import tsx long-damage-run.ts FORMAT [COUNT] [SEED]
import { readDicomSeries } from "../dicom/read-dicom-series.ts";
import { damagedSegmentations, maskOfOnlySegment } from "../dicom/segmentation/test/damaged-segmentations.ts";
import { damagedStructureSets, maskOfOnlyRegion } from "../dicom/structure-set/test/damaged-structure-sets.ts";
import { damagedDicom } from "../dicom/test/damaged-dicom.ts";
import { damagedMetaImage } from "../metaimage/test/damaged-metaimage.ts";
import { readMetaImage } from "../metaimage/read-metaimage.ts";
import { readNifti } from "../nifti/read-nifti.ts";
import { damagedNifti } from "../nifti/test/damaged-nifti.ts";
import { nodeWasm } from "../node/index.ts";
import { readNrrd } from "../nrrd/read-nrrd.ts";
import { damagedNrrd } from "../nrrd/test/damaged-nrrd.ts";
import type { Volume } from "../volume.ts";
import type { DamagedFile } from "./damage.ts";
import { wrongOutcome } from "./damage-outcome.ts";

const BATCH = 500;

interface Format {
  readonly damaged: (seed: number, count: number) => DamagedFile[] | Promise<DamagedFile[]>;
  readonly read: (bytes: Uint8Array) => Volume | Promise<Volume>;
}

const formats: Readonly<Record<string, Format>> = {
  nifti: { damaged: damagedNifti, read: (bytes) => readNifti(bytes) },
  nrrd: { damaged: damagedNrrd, read: (bytes) => readNrrd(bytes) },
  metaimage: { damaged: damagedMetaImage, read: (bytes) => readMetaImage(bytes) },
  dicom: { damaged: damagedDicom, read: (bytes) => readDicomSeries([bytes], { wasm: nodeWasm }) },
  rtstruct: { damaged: damagedStructureSets, read: maskOfOnlyRegion },
  seg: { damaged: damagedSegmentations, read: maskOfOnlySegment },
};

const [format, count = "10000", seed = "1"] = process.argv.slice(2);
const known = Object.entries(formats).find(([name]) => name === format);
if (known === undefined) throw new Error(`Which format: ${Object.keys(formats).join(", ")}?`);
process.stdout.write(`${JSON.stringify(await longRun(known[0], known[1], Number(seed), Number(count)))}\n`);

/** Times are of the processor: a long run goes beside other work. */
async function longRun(name: string, { damaged, read }: Format, seed: number, count: number) {
  let [refused, accepted, totalMs, worstMs, worstFile] = [0, 0, 0, 0, ""];
  const failures: string[] = [];
  for await (const file of inBatches(damaged, seed, count)) {
    const start = process.cpuUsage();
    const outcome = await readOrError(read, file.bytes);
    const { user, system } = process.cpuUsage(start);
    const cpuMs = (user + system) / 1000;
    totalMs += cpuMs;
    if (cpuMs > worstMs) [worstMs, worstFile] = [cpuMs, file.name];
    if (outcome instanceof Error) refused++;
    else accepted++;
    const wrong = wrongOutcome(outcome, file.mustFail);
    if (wrong !== undefined) failures.push(`${file.name}: ${wrong}`);
  }
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  return { format: name, seed, files: count, refused, accepted, failures, totalMs, worstMs, worstFile, peakMiB };
}

async function readOrError(read: Format["read"], bytes: Uint8Array): Promise<Volume | Error> {
  try {
    return await read(bytes);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A new seed for each batch, so that the files of the whole run never lie in memory together. */
async function* inBatches(damaged: Format["damaged"], seed: number, count: number) {
  for (let done = 0; done < count; done += BATCH)
    yield* await damaged(seed + done / BATCH, Math.min(BATCH, count - done));
}
