import type { Grid } from "@hilum/volume";
import { readDicomSeries } from "@hilum/volume/dicom";

/** A volume as plain data. */
export interface PlainVolume {
  readonly grid: Grid;
  readonly voxels: readonly number[];
}

/** Reads a DICOM series in a page: files and codecs are fetched from the page's own server. */
export async function readDicom(paths: readonly string[]): Promise<PlainVolume> {
  const bytes = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const { grid, data } = await readDicomSeries(await Promise.all(paths.map(bytes)), {
    wasm: (codec) => bytes(`/codecs/${codec}.wasm`),
  });
  return { grid, voxels: Array.from(data) };
}
