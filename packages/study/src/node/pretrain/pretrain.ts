import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { loadOnnxRuntime } from "@hilum/graph/node";
import {
  type EpochReport,
  imageSettings,
  type LabelSet,
  type Pretraining,
  type PretrainedBackbone,
  type PretrainingOptions,
  pretrainSegmentation,
  pretrainSelfSupervised,
  randomCrop,
  randomLabelCrop,
  type TrainingSettings,
} from "@hilum/learn";
import { type LoadReport, openWeights } from "@hilum/networks";
import { writeSafetensors } from "@hilum/networks/weights";
import { randomStream } from "@hilum/numeric";
import { StudyError } from "../../errors.ts";
import { formatCsv } from "../../tables/csv-table.ts";
import { writeFileAtomic } from "../atomic-file.ts";
import { makeFolder } from "../make-folder.ts";
import type { Progress } from "../progress.ts";
import { type Patch, preparePatches } from "./prepare-patches.ts";
import { readPretrainCases } from "./pretrain-cases.ts";

/** How a backbone learns from a user's own images. */
export interface PretrainOptions {
  readonly kind: "segmentation" | "self-supervised";
  /** Table of images. */
  readonly cases: string;
  readonly root?: string | undefined;
  /** Folder of the results. */
  readonly out: string;
  readonly backbone: PretrainedBackbone;
  readonly seed: number;
  readonly spacingMm: number;
  readonly settings: TrainingSettings;
  /** Share of the patients on which Dice is measured. */
  readonly validation: number;
  /** Places taken from an image without a mask. */
  readonly perImage: number;
  /** File of weights to start from. */
  readonly weights?: string | undefined;
  readonly progress: Progress;
  /** Called after every epoch. */
  readonly onEpoch?: (report: EpochReport) => void;
}

/** What came of it. */
export interface PretrainSummary {
  readonly weights: string;
  readonly cases: number;
  readonly failures: readonly { readonly case: string; readonly error: string }[];
  readonly loaded: LoadReport | undefined;
  readonly epochs: readonly EpochReport[];
}

/** A checkpoint inside an epoch is written when the last one is older. */
const checkpointSeconds = 60;

/**
 * Pre-trains a backbone and writes `weights.safetensors` (which `weights:` of a network model takes) and `epochs.csv` into a folder.
 *
 * Killed at any moment, the same call goes on from `checkpoint.safetensors` to the same bytes; the checkpoint goes when all is done.
 *
 * @throws StudyError `no-cases`, `no-masks`, `not-writable`; LearnError `checkpoint-foreign` if the folder holds another pre-training,
 * `not-finite` if it diverges.
 */
export async function pretrain(options: PretrainOptions): Promise<PretrainSummary> {
  const { kind, out, seed, progress, backbone } = options;
  const [k, j, i] = backbone.size;
  const augmentation = {
    flip: 0.5,
    shiftMm: (Math.min(i, j, k) * options.spacingMm) / 8,
    rotate: kind === "segmentation" ? 0.5 : 0,
  };
  const spacing = [options.spacingMm, options.spacingMm, options.spacingMm] as const;
  const settings = imageSettings({ spacing, crop: [i, j, k], augmentation });
  const table = await readPretrainCases(options.cases, options.root);
  if (kind === "segmentation" && table.some(({ mask }) => mask === undefined)) {
    const { case: name } = table.find(({ mask }) => mask === undefined)!;
    throw new StudyError("no-masks", `Segmentation needs a mask for every image; ${name} has none. Add a column mask.`);
  }
  const { patches, failures } = await preparePatches(table, { settings, seed, perImage: options.perImage, progress });
  if (patches.length === 0) throw new StudyError("no-cases", `None of ${table.length} images could be read.`);

  await makeFolder(out);
  const checkpointFile = join(out, "checkpoint.safetensors");
  const checkpoint = await readFile(checkpointFile).catch(() => undefined);
  const shared: PretrainingOptions = {
    runtime: await loadOnnxRuntime(),
    backbone,
    seed,
    settings: options.settings,
    checkpointEvery: 1,
    ...(options.weights !== undefined && { weights: { file: openWeights(await readFile(options.weights)) } }),
    ...(checkpoint && { checkpoint }),
  };
  const cut = { seed, settings };
  await using pretraining =
    kind === "segmentation"
      ? await pretrainSegmentation({ ...shared, labelSets: labelSets(patches, cut, options.validation) })
      : await pretrainSelfSupervised({
          ...shared,
          cases: {
            count: patches.length,
            crop: (index, epoch, turn) =>
              randomCrop(
                patches[index]!.image,
                settings.crop,
                randomStream(seed, "crop", epoch, turn, index),
                settings.augmentation,
              ),
          },
        });
  await run(pretraining, checkpointFile, options);

  const { backbone: name, options: own, size } = backbone;
  const weights = join(out, "weights.safetensors");
  const metadata = new Map([
    [
      "hilum.pretraining",
      JSON.stringify({ kind, backbone: name, options: own, size, seed, settings: options.settings }),
    ],
  ]);
  await writeFileAtomic(weights, writeSafetensors(pretraining.backboneTensors("last"), metadata));
  await rm(checkpointFile, { force: true });
  const { loaded, reports } = pretraining;
  return { weights, cases: table.length - failures.length, failures, loaded, epochs: reports };
}

async function run(
  pretraining: Pretraining,
  checkpointFile: string,
  { out, progress, settings, onEpoch }: PretrainOptions,
): Promise<void> {
  let written = performance.now();
  const epochs = settings.epochs ?? 100;
  let isStarted = false;
  for await (const { step, steps, epoch, report } of pretraining) {
    if (!isStarted) progress.start("steps", (epochs - epoch) * steps - step + 1);
    isStarted = true;
    progress.advance();
    if (report) {
      onEpoch?.(report);
      await writeFileAtomic(join(out, "epochs.csv"), reportsCsv(pretraining.reports));
    }
    if (report || performance.now() - written > 1000 * checkpointSeconds) {
      await writeFileAtomic(checkpointFile, pretraining.checkpoint());
      written = performance.now();
    }
  }
}

function reportsCsv(reports: readonly EpochReport[]): string {
  const columns = [...Object.keys(reports[0]!.parts), ...Object.keys(reports[0]!.measures)];
  return formatCsv(
    ["epoch", "rate", "loss", ...columns],
    reports.map(({ epoch, rate, loss, parts, measures }) => {
      const values: Readonly<Record<string, number>> = { ...parts, ...measures };
      return [epoch, rate, loss, ...columns.map((name) => values[name] ?? "")];
    }),
  );
}

interface Cut {
  readonly seed: number;
  readonly settings: ReturnType<typeof imageSettings>;
}

/** Label sets by the tables' column `set`, a share of the patients of each held out. */
function labelSets(patches: readonly Patch[], { seed, settings }: Cut, validation: number): LabelSet[] {
  const { crop, augmentation } = settings;
  const still = { ...augmentation, around: "centroid", rotate: 0, flip: 0, shiftMm: 0 } as const;
  const names = [...new Set(patches.map(({ from }) => from.set))].toSorted();
  return names.map((name) => {
    const own = patches.filter(({ from }) => from.set === name);
    const patients = randomStream(seed, "validation", name).shuffled(
      [...new Set(own.map(({ from }) => from.patient))].toSorted(),
    );
    const heldOut = new Set(patients.slice(0, Math.min(patients.length - 1, Math.round(validation * patients.length))));
    const seen = own.filter(({ from }) => !heldOut.has(from.patient));
    const measured = own.filter(({ from }) => heldOut.has(from.patient));
    const cut = ({ image }: Patch, stream: ReturnType<typeof randomStream>, varied: typeof augmentation) => ({
      image: randomCrop(image, crop, stream, varied),
      labels: randomLabelCrop(image, crop, stream, varied),
    });
    return {
      name,
      classes: 1 + own.reduce((most, { image }) => image.labels.reduce((a, b) => Math.max(a, b), most), 1),
      count: seen.length,
      crop: (index, epoch, turn) =>
        cut(seen[index]!, randomStream(seed, "crop", name, epoch, turn, index), augmentation),
      ...(measured.length > 0 && {
        validation: { count: measured.length, crop: (index) => cut(measured[index]!, randomStream(0), still) },
      }),
    };
  });
}
