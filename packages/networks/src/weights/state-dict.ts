import { NetworkError } from "../network-error.ts";
import type { CheckpointValue } from "./checkpoint-value.ts";
import { ofKind } from "./checkpoint-value.ts";
import { describeValue, quoted } from "./describe-value.ts";
import type { Checkpoint } from "./read-checkpoint.ts";
import type { CheckpointTensor } from "./strided-tensor.ts";

/** The tensors of a network in a checkpoint, by name. */
export interface StateDict {
  /** In the file's order, names without `module.`. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** Where the tensors lie, such as `state_dict` or `model.state_dict`; empty if they are the checkpoint itself. */
  readonly key: string;
  /** How many names began with DataParallel's `module.`, which was removed. */
  readonly unwrapped: number;
  /** What else the file holds, one line each: the epoch, the optimiser's state … */
  readonly others: readonly { readonly name: string; readonly value: string }[];
}

type Dict = Map<CheckpointValue, CheckpointValue>;

interface Candidate {
  readonly key: string;
  readonly dict: Dict;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
}

/** Names under which training scripts keep the network, best first. */
const usualNames = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights"];
const DEEPEST = 2;
const MOST_OTHERS = 100;

/**
 * Finds the network's tensors in a checkpoint: the dict of tensors under a usual name such as `state_dict`, else the dict that
 * holds most tensors. Other dicts of tensors (a moving average, a second network) are listed in `others`.
 *
 * @param options.key - chooses a dict by its place, such as `ema` or `model.state_dict`; empty for the checkpoint itself.
 * @throws NetworkError `no-state-dict` if no dict of tensors is there, or none under that key.
 */
export function stateDict({ value }: Checkpoint, { key }: { readonly key?: string } = {}): StateDict {
  const candidates = findCandidates(value);
  const chosen = key === undefined ? best(candidates) : candidates.find((candidate) => candidate.key === key);
  if (chosen === undefined) throw noStateDict(value, candidates, key);
  const { tensors, unwrapped } = unwrap(chosen.tensors);
  return { tensors, key: chosen.key, unwrapped, others: othersThan(chosen, value) };
}

function findCandidates(value: CheckpointValue): Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<Dict>();
  const look = (dict: CheckpointValue, key: string, depth: number): void => {
    if (!(dict instanceof Map) || seen.has(dict)) return;
    seen.add(dict);
    const tensors = new Map<string, CheckpointTensor>();
    for (const [name, item] of dict) {
      const tensor = ofKind(item, "tensor");
      if (typeof name === "string" && tensor !== undefined) tensors.set(name, tensor);
    }
    if (tensors.size > 0) found.push({ key, dict, tensors });
    if (depth === DEEPEST) return;
    for (const [name, item] of dict) {
      if (typeof name === "string") look(item, key === "" ? name : `${key}.${name}`, depth + 1);
    }
  };
  look(value, "", 0);
  return found;
}

function best(candidates: readonly Candidate[]): Candidate | undefined {
  const rank = ({ key }: Candidate): number => {
    const place = usualNames.findIndex((name) => key === name || key.endsWith(`.${name}`));
    return place < 0 ? usualNames.length : place;
  };
  return candidates.toSorted((a, b) => rank(a) - rank(b) || b.tensors.size - a.tensors.size)[0];
}

/** DataParallel wraps a network once, and DistributedDataParallel around it once more. */
function unwrap(tensors: ReadonlyMap<string, CheckpointTensor>): Pick<StateDict, "tensors" | "unwrapped"> {
  const renamed = new Map<string, CheckpointTensor>();
  let unwrapped = 0;
  for (const [name, tensor] of tensors) {
    const inner = name.replace(/^(?:module\.)+/, "");
    if (inner !== name) unwrapped++;
    renamed.set(inner, tensor);
  }
  // Two names that would become one are not DataParallel's doing.
  return renamed.size === tensors.size ? { tensors: renamed, unwrapped } : { tensors, unwrapped: 0 };
}

/** Everything at the top of the file, and in the chosen dict, that is not one of its tensors. */
function othersThan({ key, dict, tensors }: Candidate, top: CheckpointValue): StateDict["others"] {
  const listed: { name: string; value: string }[] = [];
  const list = (from: Dict, path: string): void => {
    for (const [name, item] of from) {
      const isOurs = item === dict || (from === dict && typeof name === "string" && tensors.has(name));
      if (isOurs || listed.length > MOST_OTHERS) continue;
      const shown = typeof name === "string" ? name : describeValue(name);
      listed.push({ name: `${path}${shown}`, value: describeValue(item) });
    }
  };
  if (top instanceof Map) list(top, "");
  if (dict !== top) list(dict, `${key}.`);
  return listed;
}

function noStateDict(value: CheckpointValue, candidates: readonly Candidate[], key: string | undefined): NetworkError {
  const places = candidates.map((candidate) => quoted(candidate.key)).join(", ");
  const found = candidates.length > 0 ? `Tensors lie under ${places}.` : `The file holds ${describeValue(value)}.`;
  return new NetworkError(
    "no-state-dict",
    key === undefined
      ? `The checkpoint has no dict of tensors by name, as model.state_dict() gives it. ${found} Save that with torch.save.`
      : `The checkpoint has no dict of tensors under ${quoted(key)}. ${found} Name one of those with the option key.`,
  );
}
