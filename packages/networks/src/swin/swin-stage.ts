import type { Value } from "@hilum/graph";
import type { Scope } from "../layers.ts";
import { patchMerging } from "./patch-merging.ts";
import { swinBlock } from "./swin-block.ts";

/** Settings of one stage. */
export interface SwinStageOptions {
  readonly depth: number;
  readonly heads: number;
  readonly window: number;
}

/** Blocks with windows in place and moved in turn, then patch merging: MONAI's BasicLayer, with channels last. [n, d, h, w, c]. */
export function swinStage(scope: Scope, x: Value, { depth, heads, window }: SwinStageOptions): Value {
  let value = x;
  for (let block = 0; block < depth; block++) {
    value = swinBlock(scope.in("blocks", block), value, { heads, window, shifted: block % 2 === 1 });
  }
  return patchMerging(scope.in("downsample"), value);
}
