import { createVoxels, decodeSlice, DicomError, readDicomSeries } from "@hilum/volume/dicom";
import type { SliceHeader, SliceToDecode, SeriesVoxelType, VoxelTarget } from "@hilum/volume/dicom";
import { nodeWasm } from "@hilum/volume/node";
import { messageOf } from "../../errors.ts";
import type { WorkerPool } from "../worker-pool.ts";
import type { DecodedImage, DecodeImageOptions } from "./decode-image.ts";
import type { StoredImage } from "./stored-image.ts";

/** Slices that one worker decodes before it is asked again: copying them there and back must not cost more than the work. */
const slicesAtOnce = 8;

/** The volume of the DICOM images among some files. @throws DicomError as `readDicomSeries`. */
export async function decodeSeries(
  { files }: StoredImage,
  { series, pool }: DecodeImageOptions = {},
): Promise<DecodedImage> {
  const { grid, data, slices, warnings } = await readDicomSeries(
    files.map(({ bytes }) => bytes),
    {
      wasm: nodeWasm,
      names: files.map(({ name }) => name),
      ...(series !== undefined && { series }),
      ...(pool !== undefined && { decodeCompressed: (slices: readonly SliceToDecode[]) => decodeInPool(slices, pool) }),
    },
  );
  const { seriesUid: uid, frameOfReferenceUid } = slices[0]!;
  const names = new Set(slices.flatMap(({ name }) => name ?? []));
  return { volume: { grid, data }, warnings, series: { uid, frameOfReferenceUid, files: names } };
}

/** Some slices of one series, as a task for a worker. */
export interface SlicesRequest {
  readonly slices: readonly { readonly bytes: Uint8Array; readonly header: SliceHeader }[];
  readonly type: SeriesVoxelType;
}

/** The voxels of slices, one array for each. */
export async function decodeSlices({ slices, type }: SlicesRequest): Promise<VoxelTarget[]> {
  const decoded: VoxelTarget[] = [];
  for (const { bytes, header } of slices) {
    const target = createVoxels(type, header.rows * header.columns);
    await decodeSlice(bytes, header, target, { wasm: nodeWasm }).catch((error: unknown) => {
      const where = header.name ?? `image ${header.instanceNumber ?? header.sopInstanceUid}`;
      throw new DicomError("pixels-damaged", `In ${where}: ${messageOf(error)}`, { cause: error });
    });
    decoded.push(target);
  }
  return decoded;
}

/** Fills slices by the workers of a pool. @throws DicomError `pixels-damaged` with what a worker found. */
export async function decodeInPool(slices: readonly SliceToDecode[], pool: WorkerPool): Promise<void> {
  const groups = Array.from({ length: Math.ceil(slices.length / slicesAtOnce) }, (_, n) =>
    slices.slice(n * slicesAtOnce, (n + 1) * slicesAtOnce),
  );
  const outcomes = await pool.map(
    "decodeSlices",
    groups.map((group) => ({ slices: group.map(({ bytes, header }) => ({ bytes, header })), type: group[0]!.type })),
  );
  for (const [n, outcome] of outcomes.entries()) {
    if (!outcome.ok) throw new DicomError("pixels-damaged", outcome.error);
    groups[n]!.forEach(({ target }, i) => target.set(outcome.value[i]!));
  }
}
