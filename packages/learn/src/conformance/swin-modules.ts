import { Graph, transpose } from "@hilum/graph";
import { Scope } from "@hilum/networks";
import { patchMerging, shiftMask, swinStage, type Triple, windowAttention } from "@hilum/networks/conformance";
import { LearnError } from "../learn-error.ts";
import type { BuildOperation, OperationAttributes } from "./operation-builders.ts";
import { runOnce } from "./run-program.ts";
import type { FileUnderCheck } from "./setting.ts";

const layer: BuildOperation = ({ inputs: { x }, attributes, parameters }) => {
  const blocks = new Set(parameters.flatMap((name) => /^blocks\.(\d+)\./.exec(name)?.[1] ?? []));
  const settings = { depth: blocks.size, heads: attributes.heads ?? 1, window: cube(attributes) };
  const last = swinStage(new Scope(x.graph, "train"), transpose(x, [0, 2, 3, 4, 1]), settings);
  return transpose(last, [0, 4, 1, 2, 3]);
};

/** Modules of the Swin Transformer by the beginning of their name, as single operations. */
export const swinModules: Readonly<Record<string, BuildOperation>> = {
  "window-attention": ({ inputs: { x }, attributes }) =>
    windowAttention(new Scope(x.graph, "train"), x, {
      heads: attributes.heads ?? 1,
      window: cube(attributes),
    }),
  "basic-layer": layer,
  "patch-merging-legacy": ({ inputs: { x } }) => patchMerging(new Scope(x.graph, "train"), x),
};

/** The mask of windows that were moved, in numbers. */
export interface ShiftMaskReference {
  readonly dims: Triple;
  readonly window: Triple;
  readonly shift: Triple;
  readonly shape: readonly [windows: number, tokens: number, tokens: number];
  /** How many pairs of tokens are kept apart. */
  readonly masked: number;
  readonly value: number;
  /** How many of every row of the first windows. */
  readonly rowSums: readonly number[];
}

/** Checks which pairs of tokens are kept apart, because only moving the windows brought them together. */
export async function checkShiftMask(
  { record, id, setting }: FileUnderCheck,
  { dims, window, shift, shape, masked, value, rowSums }: ShiftMaskReference,
): Promise<void> {
  const graph = new Graph();
  const mask = shiftMask(graph, { window, shift, padded: dims });
  if (!mask) {
    record.same(id, "no mask", "a mask");
    return;
  }
  const got = await runOnce(setting, { graph, outputs: { mask }, inputs: {} });
  const values = Array.from(got.get("mask")?.values ?? []);
  record.same(`${id}/shape`, mask.shape, [shape[0], 1, shape[1], shape[2]]);
  record.same(`${id}/masked`, values.filter((element) => element === value).length, masked);
  record.same(`${id}/unmasked`, values.filter((element) => element === 0).length, values.length - masked);
  const rows = rowSums.map((_, row) => values.slice(row * shape[2], (row + 1) * shape[2]).filter(Boolean).length);
  record.same(`${id}/rowSums`, rows, rowSums);
}

function cube({ window = [] }: OperationAttributes): number {
  if (window.length > 0 && window.every((size) => size === window[0])) return window[0];
  throw new LearnError("bad-reference", `A window is a cube here; found [${window.join(", ")}].`);
}
