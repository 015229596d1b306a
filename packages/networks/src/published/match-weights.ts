import type { Graph, Value } from "@hilum/graph";
import { relativePositionCount, relativePositionIndex } from "../swin/relative-position.ts";
import { elementCount } from "../weights/element-types.ts";
import type { Weights } from "../weights/read-weights.ts";
import type { StoredTensor } from "../weights/stored-tensor.ts";
import { loadNotes } from "./load-notes.ts";
import type { LoadReport, ShapeMismatch } from "./load-report.ts";
import { type LoadMode, publishedNames } from "./published-names.ts";

/** How weights are matched with a network. */
export interface LoadOptions {
  /** Default `complete`. */
  readonly mode?: LoadMode;
}

/** What would be loaded. */
export interface WeightsMatch {
  readonly report: LoadReport;
  /** The tensor of the file for each of the network's names in `report.loaded`. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * Matches the tensors of a file with the parameters and states of a graph by name and shape. Nothing is loaded, and no values are
 * read but those of Swin's tables of relative positions, which are compared with ours.
 */
export function matchWeights(weights: Pick<Weights, "tensors">, graph: Graph, options: LoadOptions = {}): WeightsMatch {
  const { mode = "complete" } = options;
  const slots = new Map<string, Value>([...graph.parameters, ...graph.states]);
  const { taken, left } = pairNames([...weights.tensors.keys()], slots, mode);
  const tensors = new Map<string, StoredTensor>();
  const mismatched: ShapeMismatch[] = [];
  const quantised: string[] = [];
  for (const { name, shape } of [...slots.values()].toSorted((a, b) => a.id - b.id)) {
    const from = taken.get(name);
    const tensor = from === undefined ? undefined : weights.tensors.get(from);
    if (from === undefined || tensor === undefined) continue;
    if (graph.parameters.has(name) && !isFloating(tensor)) quantised.push(from);
    else if (tensor.shape.join() !== shape.join())
      mismatched.push({ name, fileShape: tensor.shape, networkShape: shape });
    else tensors.set(name, tensor);
  }
  const implied = left.filter((name) => isImplied(name, weights.tensors, slots, mode));
  const loaded = [...tensors.keys()];
  const elements = (names: Iterable<string>): number =>
    [...names].reduce((total, name) => total + elementCount(graph.parameters.get(name)?.shape ?? [0]), 0);
  const facts = {
    mode,
    loaded,
    missing: [...slots.keys()].filter((name) => {
      const from = taken.get(name);
      return from === undefined || quantised.includes(from);
    }),
    unexpected: [...left.filter((name) => !implied.includes(name)), ...quantised],
    mismatched,
    renamed: loaded.flatMap((to) => {
      const from = taken.get(to);
      return from === undefined || from === to ? [] : [{ from, to }];
    }),
    implied,
    elementsLoaded: elements(loaded),
    elementsOfNetwork: elements(graph.parameters.keys()),
  };
  const otherPositions = left.filter((name) => name.endsWith(positions) && !implied.includes(name));
  const notes = loadNotes({ ...facts, file: weights.tensors, otherPositions, quantised });
  return { report: { ...facts, notes }, tensors };
}

/** Which name of the file goes to which name of the network: equal names first, then renamed ones where a place is free. */
function pairNames(names: readonly string[], slots: ReadonlyMap<string, Value>, mode: LoadMode) {
  const taken = new Map<string, string>();
  let left = names;
  const rounds = Math.max(0, ...names.map((name) => publishedNames(name, mode).length));
  for (let round = 0; round < rounds; round++) {
    left = left.filter((from) => {
      const to = publishedNames(from, mode)[round];
      if (to === undefined || !slots.has(to) || taken.has(to)) return true;
      taken.set(to, from);
      return false;
    });
  }
  return { taken, left };
}

const positions = "relative_position_index";
const counter = "num_batches_tracked";

/** Whether the network has this without storing it, and the same. */
function isImplied(name: string, file: Weights["tensors"], slots: ReadonlyMap<string, Value>, mode: LoadMode): boolean {
  const beside = (suffix: string, sibling: string): Value | undefined =>
    publishedNames(name.slice(0, -suffix.length) + sibling, mode)
      .map((candidate) => slots.get(candidate))
      .find((value) => value !== undefined);
  // In an eval graph nobody counts batches.
  if (name.endsWith(`.${counter}`)) return beside(counter, "running_mean") !== undefined;
  if (!name.endsWith(`.${positions}`)) return false;
  const rows = beside(positions, "relative_position_bias_table")?.shape[0];
  const found = file.get(name);
  if (rows === undefined || found === undefined) return false;
  const window = Math.round((Math.cbrt(rows) + 1) / 2);
  const tokens = window ** 3;
  if (relativePositionCount(window) !== rows || found.shape.join() !== [tokens, tokens].join()) return false;
  const index = relativePositionIndex(window);
  const values = found.values();
  return index.every((row, pair) => Number(values[pair]) === row);
}

function isFloating({ dtype }: StoredTensor): boolean {
  return dtype === "float32" || dtype === "float64" || dtype === "float16" || dtype === "bfloat16";
}
