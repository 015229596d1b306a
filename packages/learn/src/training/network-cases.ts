import type { Batch } from "../training-step.ts";
import type { CompleteNetworkSpec } from "@hilum/networks";
import { LearnError } from "../learn-error.ts";
import type { Draw } from "./batch-order.ts";

/** A crop for a network, [channels, k, j, i] as its description says, scaled to [0, 1]. */
export type Crop = Float32Array;

/** Cases whose crops are the same every time. */
export interface EvaluationCases {
  readonly count: number;
  /** The crop of a case, for example `centredCrop`. */
  crop(index: number): Crop | Promise<Crop>;
  /** Standardised radiomics features (and clinical variables), one row for each case; needed by every fusion but `none`. */
  readonly features?: readonly ArrayLike<number>[];
}

/** Cases to learn from. */
export interface TrainingCases {
  /** Class of each case, 0 … classes − 1. */
  readonly labels: readonly number[];
  /** Hospital of each case; needed by `acrossCentres`. */
  readonly centres?: readonly (string | number)[];
  /** As in `EvaluationCases`. */
  readonly features?: readonly ArrayLike<number>[];
  /**
   * A crop of a case. It may come from a worker thread; several are asked for at once, and those of later batches ahead of time.
   *
   * It must depend on its arguments only: draw from a stream such as `randomStream(seed, "crop", epoch, turn, case)`.
   *
   * @param epoch - counted from 0.
   * @param turn - how many times the case was taken before in this epoch, mostly 0.
   */
  crop(index: number, epoch: number, turn: number): Crop | Promise<Crop>;
}

/** The image and features of some cases as inputs of a network. */
export async function networkInputs(
  spec: CompleteNetworkSpec,
  crops: readonly Promise<Crop>[],
  rows: readonly ArrayLike<number>[] | undefined,
): Promise<Batch> {
  const voxels = spec.channels * spec.size.reduce((a, b) => a * b, 1);
  const image = new Float32Array(crops.length * voxels);
  (await Promise.all(crops)).forEach((crop, n) => {
    if (crop.length !== voxels) {
      throw new LearnError(
        "bad-crop",
        `A crop has ${crop.length} voxels; the network takes ${spec.channels} × ${spec.size.join("×")} = ${voxels}.`,
      );
    }
    image.set(crop, n * voxels);
  });
  if (spec.fusion === "none") return { image };
  const radiomics = new Float32Array(crops.length * spec.radiomics);
  rows?.forEach((row, n) => radiomics.set(row, n * spec.radiomics));
  return { image, radiomics };
}

/** The inputs of one micro-batch of a training: image, features, label and, if given, centre. */
export async function trainingInputs(
  spec: CompleteNetworkSpec,
  cases: TrainingCases,
  centres: readonly number[] | undefined,
  draws: readonly Draw[],
  epoch: number,
): Promise<Batch> {
  const crops = draws.map(async ({ index, turn }) => cases.crop(index, epoch, turn));
  const rows = cases.features && draws.map(({ index }) => cases.features![index]);
  return {
    ...(await networkInputs(spec, crops, rows)),
    label: BigInt64Array.from(draws, ({ index }) => BigInt(cases.labels[index])),
    ...(centres && { centre: BigInt64Array.from(draws, ({ index }) => BigInt(centres[index])) }),
  };
}

/**
 * Refuses features that a network cannot take.
 *
 * @throws LearnError `bad-features` that names the first wrong row.
 */
export function checkFeatures(spec: CompleteNetworkSpec, count: number, rows?: readonly ArrayLike<number>[]): void {
  if (spec.fusion === "none") return;
  if (rows?.length !== count) {
    throw new LearnError(
      "bad-features",
      `The fusion "${spec.fusion}" needs one row of ${spec.radiomics} features for each of ${count} cases; ${rows?.length ?? 0} rows were given.`,
    );
  }
  rows.forEach((row, n) => {
    const wrong = Array.from(row).find((value) => !Number.isFinite(value));
    if (row.length === spec.radiomics && wrong === undefined) return;
    throw new LearnError(
      "bad-features",
      `Row ${n} of the features has ${row.length} values${wrong === undefined ? "" : `, one of them ${wrong}`}; ${spec.radiomics} finite ones are needed. ` +
        "Impute and standardise them first.",
    );
  });
}
