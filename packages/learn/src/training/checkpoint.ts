import type { Variables } from "@hilum/graph";
import { readSafetensors, type StoredTensor, writeSafetensors } from "@hilum/networks/weights";
import { LearnError } from "../learn-error.ts";
import { gradientOf } from "../names.ts";
import type { EpochReport } from "./epoch-report.ts";

/** Where a training stands, apart from its tensors. Numbers survive JSON exactly. */
export interface TrainingState {
  /** Epochs finished. */
  readonly epoch: number;
  /** Steps done in the next epoch. */
  readonly step: number;
  /** Sums over the steps of the unfinished epoch, by name. */
  readonly sums: Readonly<Record<string, number>>;
  readonly reports: readonly EpochReport[];
  /** The best epoch so far. */
  readonly best?: BestEpoch;
}

/** An epoch whose weights were kept. */
export interface BestEpoch {
  /** Counted from 1. */
  readonly epoch: number;
  readonly score: number;
  /** Whether the weights as they were or their moving average had this score. */
  readonly weights: "last" | "averaged";
}

/** Everything from which a training goes on. */
export interface Checkpoint {
  /** What the training was made of: only the same can be continued. */
  readonly identity: string;
  readonly state: TrainingState;
  /** All variables but gradients, by name. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Weights of the best epoch, by name; empty if none was kept. */
  readonly best: ReadonlyMap<string, StoredTensor>;
}

const formatKey = "hilum.training";
const version = 1;
const bestOf = "best:";

/**
 * A checkpoint as a safetensors file: weights under the network's own names (so `hilum weights` shows them), beside them
 * `average:NAME`, `adam.first:NAME` …, `best:NAME`; the state as JSON in the metadata.
 */
export function encodeCheckpoint({ identity, state, tensors, best }: Checkpoint): Uint8Array {
  const all = new Map(tensors);
  for (const [name, tensor] of best) all.set(bestOf + name, tensor);
  return writeSafetensors(all, new Map([[formatKey, JSON.stringify({ version, identity, state })]]));
}

/**
 * The checkpoint again.
 *
 * @throws NetworkError `weights-damaged` for damaged bytes, LearnError `checkpoint` if they hold something else.
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const { identity, state } = parseState(metadata.get(formatKey));
  const named = (isBest: boolean): Map<string, StoredTensor> =>
    new Map(
      [...tensors].flatMap(([name, tensor]) =>
        name.startsWith(bestOf) === isBest ? [[isBest ? name.slice(bestOf.length) : name, tensor] as const] : [],
      ),
    );
  return { identity, state, tensors: named(false), best: named(true) };
}

/** What of the variables a checkpoint holds: gradients are made anew by every step. The values are those at the moment of encoding. */
export function checkpointTensors(variables: Variables): Map<string, StoredTensor> {
  return new Map(
    variables.names
      .filter((name) => !name.startsWith(gradientOf("")))
      .map((name) => [
        name,
        { dtype: "float32", shape: variables.shapeOf(name), values: () => finite(name, variables.get(name)) },
      ]),
  );
}

/**
 * Puts the tensors of a checkpoint into the variables of the training.
 *
 * @throws LearnError `checkpoint` if a tensor is missing or has another shape; nothing is changed then.
 */
export function restoreTensors(variables: Variables, tensors: ReadonlyMap<string, StoredTensor>): void {
  const needed = checkpointTensors(variables);
  for (const [name, { shape }] of needed) {
    const found = tensors.get(name);
    if (found?.shape.join() === shape.join()) continue;
    throw new LearnError(
      "checkpoint",
      `The checkpoint has no ${name} of shape [${shape.join(", ")}]. Start the training anew.`,
    );
  }
  for (const name of needed.keys()) variables.set(name, floats(tensors.get(name)!));
}

/** The values of a tensor as float32. */
export function floats(tensor: StoredTensor): Float32Array {
  const values = tensor.values();
  return values instanceof Float32Array ? values : Float32Array.from(values, Number);
}

/** A step may spoil weights with a finite loss, which only the next loss would show: such a state is never kept. */
function finite(name: string, values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]) < Infinity) continue;
    throw new LearnError(
      "not-finite",
      `${name} holds ${values[i]}: the training has diverged. Lower the rate, or limit the gradients by clip.`,
    );
  }
  return values;
}

function parseState(text: string | undefined): { identity: string; state: TrainingState } {
  const wrong = (): LearnError =>
    new LearnError(
      "checkpoint",
      `The file is no checkpoint of a training (format ${version}). Start the training anew.`,
    );
  if (text === undefined) throw wrong();
  let found: { version: unknown; identity: string; state: TrainingState };
  try {
    found = JSON.parse(text);
  } catch {
    throw wrong();
  }
  if (found?.version !== version || typeof found.identity !== "string" || !Array.isArray(found.state?.reports))
    throw wrong();
  return found;
}
