/** Times our reading of a DICOM series in a process of its own; `benchmarks/read-dicom.ts` starts it with its settings as JSON. */
import { crc32 } from "@hilum/numeric";
import { openWorkerPool, readImage } from "@hilum/study/node/files";
import { timed } from "./timed.ts";

export interface ReadDicomSettings {
  readonly folder: string;
  readonly threads: number;
  readonly repeat: number;
}

/** Intercept of the series: HU less what is stored. */
const intercept = -1024;

async function measure({ folder, threads, repeat }: ReadDicomSettings) {
  const pool = openWorkerPool(threads);
  const { last, ...times } = await timed(repeat, () => readImage(folder, { pool }));
  await pool.close();
  const { data } = last.volume;
  const stored = new Uint16Array(data.length);
  for (let i = 0; i < data.length; i++) stored[i] = data[i] - intercept;
  return { ...times, checksum: crc32(new Uint8Array(stored.buffer)) };
}

const settings: ReadDicomSettings = JSON.parse(process.argv[2]);
process.stdout.write(`${JSON.stringify(await measure(settings))}\n`);
