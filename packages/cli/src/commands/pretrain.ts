import type { EpochReport, PretrainedBackbone } from "@hilum/learn";
import { Command } from "commander";
import { consoleProgress, print } from "../console.ts";
import { numberBetween, wholeNumber, withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";
import { readWeightsFile } from "../weights-file.ts";

interface PretrainCommandOptions extends CommonOptions {
  readonly cases: string;
  readonly root?: string;
  readonly out: string;
  readonly network: string;
  readonly size: number;
  readonly spacing: number;
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  readonly seed: number;
  readonly threads: number;
  readonly validation: number;
  readonly perImage: number;
  readonly weights?: string;
}

const help = `
KIND segmentation: one encoder learns to outline what the masks hold, with a decoder for each label set (column set), as
MedicalNet did; Dice is measured on patients that are held out. KIND self-supervised: turned and partly covered crops of
any CTs, no labels; crops lie around the mask where there is one, else at random places in the lungs.

The table has the column image and, optionally, case, mask, set, patient. NETWORK is the name of a backbone or a .json file
with backbone and options, as in study files. The folder then holds weights.safetensors, for weights: of a network with the
same backbone, and epochs.csv. A run that was killed goes on where it was by the same command. All patches are kept in memory.

Examples:
  hilum pretrain self-supervised --cases cts.csv --network cnn --size 32 --epochs 50 --out pretrained
  hilum pretrain segmentation --cases nodules.csv --network resnet18 --size 48 --epochs 20 --out pretrained
  hilum weights pretrained/weights.safetensors --into resnet18`;

export function pretrainCommand(): Command {
  return withCommonOptions(
    new Command("pretrain")
      .summary("network weights from your own CTs, with or without masks")
      .description("Pre-trains the backbone of a network on images of your own.")
      .argument("<KIND>", "segmentation or self-supervised", kindOf)
      .requiredOption("--cases <FILE.csv>", "table of images")
      .requiredOption("--out <DIR>", "folder of the results")
      .option("--network <NETWORK>", "backbone, or a .json file that describes it", "resnet18")
      .option("--size <N>", "voxels of a crop along each axis", wholeNumber("--size", 4), 48)
      .option("--spacing <MM>", "distance between voxels, mm", numberBetween("--spacing", 0.1, 20), 1)
      .option("--epochs <N>", "how often every image is seen", wholeNumber("--epochs", 1), 50)
      .option("--batch <N>", "images of one step", wholeNumber("--batch", 1), 8)
      .option("--rate <X>", "learning rate", numberBetween("--rate", 1e-8, 10), 1e-3)
      .option("--seed <S>", "decides every random draw", wholeNumber("--seed", 0), 5)
      .option("--threads <N>", "threads; another number gives other last digits", wholeNumber("--threads", 1), 2)
      .option(
        "--validation <SHARE>",
        "share of the patients on which Dice is measured",
        numberBetween("--validation", 0, 0.9),
        0.2,
      )
      .option("--per-image <N>", "places taken from an image without a mask", wholeNumber("--per-image", 1), 4)
      .option("--weights <FILE>", "weights to start from (default: at random)")
      .option("--root <DIR>", "folder of relative paths in the table (default: the table's own)"),
  )
    .addHelpText("after", help)
    .action(pretrain);
}

type Kind = "segmentation" | "self-supervised";

async function pretrain(kind: Kind, options: PretrainCommandOptions): Promise<void> {
  const backbone = await backboneOf(options, kind);
  const { pretrain: start } = await import("@hilum/study/node");
  const { epochs, batch, rate, threads, spacing, quiet = false, json = false } = options;
  const progress = consoleProgress(options);
  const summary = await start({
    ...options,
    kind,
    backbone,
    spacingMm: spacing,
    settings: { epochs, batch, rate, threads, average: "none" },
    progress,
    onEpoch: (report) => {
      if (!quiet) process.stderr.write(`${process.stderr.isTTY ? "\r\u001B[2K" : ""}${epochLine(report, epochs)}\n`);
    },
  }).finally(() => progress.end());
  const last = summary.epochs.at(-1)!;
  const { failures } = summary;
  const skipped = failures.length === 0 ? "" : `, ${failures.length} not readable`;
  print(
    { ...options, json },
    { kind, backbone, ...summary, loaded: summary.loaded?.elementsLoaded },
    `${summary.cases} images${skipped}; ${epochLine(last, epochs)}\nweights: ${summary.weights}`,
  );
}

function epochLine({ epoch, loss, parts, measures }: EpochReport, epochs: number): string {
  const values = Object.entries({ ...parts, ...measures }).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  return `epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)} (${values.join(", ")})`;
}

function kindOf(text: string): Kind {
  if (text === "segmentation" || text === "self-supervised") return text;
  throw new UsageError(`KIND: expected segmentation or self-supervised, found "${text}".`);
}

async function backboneOf({ network, size: side }: PretrainCommandOptions, kind: Kind): Promise<PretrainedBackbone> {
  const { backboneNames, parseNetworkSpec } = await import("@hilum/networks");
  const size = [side, side, side] as const;
  if (/\.json$/i.test(network))
    return parseNetworkSpec({ ...parseJson(network, await readWeightsFile(network)), size });
  const backbone = backboneNames.find((name) => name === network);
  if (backbone === undefined) {
    throw new UsageError(`--network: expected ${backboneNames.join(", ")} or a .json file, found "${network}".`);
  }
  // A finer map segments better, and the weights have the same shapes.
  const isDilated = kind === "segmentation" && backbone.startsWith("resnet");
  return parseNetworkSpec({ backbone, size, ...(isDilated && { options: { dilated: true } }) });
}

function parseJson(path: string, bytes: Uint8Array): object {
  try {
    const found: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof found === "object" && found !== null) return found;
  } catch {
    // Said below.
  }
  throw new UsageError(
    `--network: ${path} is no JSON object such as {"backbone": "cnn"}. docs/weights.md shows how a network is described.`,
  );
}
