import type { LoadMode, NetworkSpec, OpenedWeights, WeightsMatch } from "@hilum/networks";
import { HilumError } from "@hilum/numeric/errors";
import { basename } from "node:path";
import { Command } from "commander";
import { print } from "../console.ts";
import { withCommonOptions } from "../options.ts";
import type { CommonOptions } from "../options.ts";
import { UsageError } from "../usage-error.ts";
import { exists, readWeightsFile } from "../weights-file.ts";
import { type IntoNetwork, loadLines, weightsLines } from "../weights-text.ts";

interface WeightsOptions extends CommonOptions {
  readonly all?: boolean;
  readonly key?: string;
  readonly into?: string;
  readonly mode?: LoadMode;
  readonly out?: string;
  readonly force?: boolean;
}

const help = `
FILE is a PyTorch checkpoint (.pt, .pth, as torch.save has written them since 2017), a .safetensors file, or an .onnx file
of ours. Nothing in it is executed: a checkpoint that asks for anything but data is refused.

--into shows what a network would load: resnet10, resnet18, resnet34, resnet50, densenet121 or swin (as in the published
study), cnn or slice-attention (our small ones), or the network that a .json file describes. Mode complete (default) renames what published files call otherwise;
mode as-published loads only what the study's code loaded. With --into, --out writes what would be loaded, under the
network's names.

Examples:
  hilum weights resnet_18_23dataset.pth
  hilum weights resnet_18_23dataset.pth --into resnet18
  hilum weights model_swinvit.pt --into swin --mode as-published --json
  hilum weights model_swinvit.pt --into swin --out swin.safetensors
  hilum weights network.onnx --out network.safetensors`;

export function weightsCommand(): Command {
  return withCommonOptions(
    new Command("weights")
      .summary("looks into a file of network weights, and converts it")
      .description(
        "Shows the tensors of a file of weights and what a network would load, and writes them as safetensors.",
      )
      .argument("<FILE>", "PyTorch checkpoint, .safetensors, or .onnx of ours")
      .option("--all", "list every tensor and every name")
      .option("--key <KEY>", "which dict of tensors of a checkpoint, such as ema or model.state_dict")
      .option("--into <NETWORK>", "show what this network would load")
      .option("--mode <MODE>", "complete or as-published (default: complete)", modeName)
      .option("--out <FILE.safetensors>", "write the tensors to this file")
      .option("--force", "overwrite the file of --out"),
  )
    .addHelpText("after", help)
    .action(weights);
}

async function weights(file: string, options: WeightsOptions): Promise<void> {
  const { key, into, out, all = false } = options;
  await checkCall(options);
  const spec = into === undefined ? undefined : await specOf(into);
  const { openWeights } = await import("@hilum/networks");
  const bytes = await readWeightsFile(file);
  const opened = openWeights(bytes, key === undefined ? {} : { key });
  const found = into === undefined || spec === undefined ? undefined : await match(opened, into, spec, options.mode);
  if (out !== undefined) await write(out, opened, found);
  const tensors = [...opened.tensors].map(([name, { dtype, shape }]) => ({
    name,
    dtype,
    shape,
    elements: product(shape),
  }));
  const { format, notes } = opened;
  const elements = tensors.reduce((sum, tensor) => sum + tensor.elements, 0);
  const document = {
    file: basename(file),
    bytes: bytes.length,
    format,
    tensors,
    elements,
    notes,
    into: found?.into,
    out,
  };
  const lines = [
    ...weightsLines(document.file, bytes.length, opened, tensors, all),
    ...(found ? ["", ...loadLines(found.into, all)] : []),
    ...(out === undefined ? [] : ["", `weights: ${out}`]),
  ];
  print(options, document, lines.join("\n"));
  if (found?.into.elementsLoaded === 0) process.exitCode = 1;
}

async function checkCall({ into, mode, out, force = false }: WeightsOptions): Promise<void> {
  if (mode !== undefined && into === undefined) throw new UsageError("--mode needs --into NETWORK.");
  if (out === undefined) return;
  if (!/\.safetensors$/i.test(out)) {
    throw new UsageError(
      `--out: tensors are written as safetensors; give a name that ends in .safetensors, not "${out}".`,
    );
  }
  if (!force && (await exists(out))) {
    throw new UsageError(`--out: ${out} is there already. Add --force to overwrite it.`);
  }
}

interface Found {
  readonly into: IntoNetwork;
  readonly tensors: WeightsMatch["tensors"];
}

async function match(
  opened: OpenedWeights,
  network: string,
  spec: NetworkSpec,
  mode: LoadMode = "complete",
): Promise<Found> {
  const { buildNetwork, matchWeights } = await import("@hilum/networks");
  // Names and shapes are all that is wanted; two images, because batch statistics of one may not exist.
  const { graph, backboneParameters } = buildNetwork(spec, "train", 2);
  const { report, tensors } = matchWeights(opened, graph, { mode });
  const count = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + product(graph.parameters.get(name)?.shape ?? [0]), 0);
  const elementsLoaded = count(report.loaded.filter((name) => backboneParameters.has(name)));
  const backbone = { elementsLoaded, elements: count(backboneParameters) };
  return { into: { network, backbone, ...report }, tensors };
}

/** The study's network with a backbone, or the network that a file describes. */
async function specOf(into: string): Promise<NetworkSpec> {
  const { backboneNames, parseNetworkSpec } = await import("@hilum/networks");
  if (/\.json$/i.test(into)) return parseNetworkSpec(parseJson(into, await readWeightsFile(into)));
  const backbone = backboneNames.find((name) => name === into);
  if (backbone === undefined) {
    throw new UsageError(`--into: expected ${backboneNames.join(", ")} or a .json file, found "${into}".`);
  }
  const auxiliary = ["fc1", "fc2", "fc3", "fc4"].map((name) => ({ name, outputs: name === "fc4" ? 1 : 2 }));
  return { backbone, fusion: "concat", auxiliary, size: [64, 64, 64] };
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new HilumError("network-spec", `${path}: no JSON. docs/weights.md shows how a network is described.`);
  }
}

async function write(out: string, opened: OpenedWeights, found: Found | undefined): Promise<void> {
  if (found?.into.elementsLoaded === 0)
    throw new HilumError("weights-foreign", `Nothing to write: ${found.into.notes[0]}`);
  const { writeSafetensors } = await import("@hilum/networks/weights");
  const { writeFileAtomic } = await import("@hilum/study/node/files");
  await writeFileAtomic(out, writeSafetensors(found?.tensors ?? opened.tensors, new Map([["format", "pt"]])));
}

function modeName(text: string): LoadMode {
  if (text === "complete" || text === "as-published") return text;
  throw new UsageError(`--mode: expected complete or as-published, found "${text}".`);
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}
