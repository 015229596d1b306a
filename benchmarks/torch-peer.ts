import { existsSync } from "node:fs";
import { join } from "node:path";
import { jsonOf, repository } from "./child-process.ts";
import type { Measured } from "./measured.ts";
import type { NetworkSettings } from "./ours/networks.ts";
import { networksScript, pythonWithTorch } from "./python-with-torch.ts";

/** What a script of a peer prints. */
interface TorchOutput extends Omit<Measured, "peakMiB"> {
  readonly peakRssMiB: number;
  /** Loss of the last training step, before its update. */
  readonly lastLoss?: number;
  /** Of a prediction, row by row. */
  readonly logits?: readonly number[];
}

interface TorchMeasured extends Measured, Pick<TorchOutput, "lastLoss" | "logits"> {}

/** A network in PyTorch, ready to be timed. */
export interface TorchPeer {
  /** Name and version, and whose matrix products. */
  readonly by: string;
  readonly measure: (repeat: number) => Promise<TorchMeasured>;
}

/** A ResNet-18 made by others than ours, for the training step of the study's network. */
const resnet18Script = join(
  process.env["HILUM_PEERS"] ?? join(repository, "..", "shared", "peers"),
  "torch_train_step.py",
);

/** The peer of a training step or a prediction; undefined without PyTorch, with a note how to get it. */
export function torchPeer(
  task: "train-step" | "predict",
  settings: NetworkSettings & { readonly threads: number },
  note: (text: string) => void,
): TorchPeer | undefined {
  const found = pythonWithTorch(note);
  if (!found) return undefined;
  const { network, size, batch, stemStride, threads } = settings;
  const common = ["--size", size, "--batch", batch, "--threads", threads].map(String);
  const foreign = task === "train-step" && network === "resnet18" && stemStride === 1 && existsSync(resnet18Script);
  const command = foreign
    ? [resnet18Script, ...common]
    : [networksScript, task, "--network", network, "--stem-stride", String(stemStride), ...common];
  // PyTorch sets the threads of its own kernels only, not of every library behind its matrix products.
  const env = { OPENBLAS_NUM_THREADS: String(threads), BLIS_NUM_THREADS: String(threads) };
  return {
    by: `PyTorch ${found.torch}, ${found.blas}`,
    measure: async (repeat) => {
      const output = await jsonOf<TorchOutput>(found.python, [...command, "--repeat", String(repeat)], env);
      const { peakRssMiB: peakMiB, ...rest } = output;
      return { ...rest, peakMiB };
    },
  };
}
