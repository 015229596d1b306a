export { patchMerging } from "../swin/patch-merging.ts";
export { shiftMask } from "../swin/shift-mask.ts";
export { swinStage, type SwinStageOptions } from "../swin/swin-stage.ts";
export { windowAttention, type WindowAttentionOptions } from "../swin/window-attention.ts";
export type { Triple } from "../swin/windows.ts";
