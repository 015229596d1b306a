import { quoted } from "../weights/describe-value.ts";
import type { LoadFacts } from "./load-report.ts";

/** One row per thing that is worth saying; a row that does not apply gives nothing. */
const rules: readonly ((facts: LoadFacts) => string | undefined)[] = [
  ({ elementsLoaded, mismatched, file }) => {
    if (elementsLoaded > 0) return undefined;
    if (mismatched.length === 0)
      return `None of the file's ${file.size} tensors has a name of this network. Choose the network that it was made for.`;
    return (
      `${mismatched.length} of the file's ${file.size} names fit, but no shape does: it is for another network, or one of another ` +
      "width (options planes, widthFactor, embedDim, initFeatures)."
    );
  },
  ({ renamed }) =>
    renamed.length > 0
      ? `${count(renamed.length, "tensor")} loaded under another name, such as ${quoted(renamed[0].from)} as ${quoted(renamed[0].to)}.`
      : undefined,
  ({ mode, missing, unexpected }) => {
    const mlps = missing.filter((name) => /\.mlp\.linear[12]\./.test(name));
    if (mode === "complete" || mlps.length === 0 || !unexpected.some((name) => /\.mlp\.fc[12]\./.test(name)))
      return undefined;
    return (
      `The ${mlps.length} tensors of the MLPs keep their random start, because the file calls them mlp.fc1 and mlp.fc2: so it was ` +
      "in the published study. Mode complete loads them."
    );
  },
  ({ missing, unexpected, file, loaded }) => {
    const shortcuts = missing.filter(isShortcut);
    const inFile = [...file.keys()].some(isShortcut);
    if (shortcuts.length === 0 || inFile || unexpected.some(isShortcut) || !loaded.includes("conv1.weight"))
      return undefined;
    return (
      `The file has no ${stages(shortcuts)}: it was made with shortcut A (MedicalNet 18 and 34), this network uses shortcut B, whose ` +
      `${shortcuts.length} tensors keep their start, as in the published study. The options { shortcut: "A", stemStride: 2 } build the ` +
      "file's own network and use all of it."
    );
  },
  ({ missing, file }) => {
    const biases = missing.filter((name) => isShortcut(name) && name.endsWith(".0.bias"));
    if (biases.length === 0 || !file.has(biases[0].replace(/bias$/, "weight"))) return undefined;
    return (
      `The file's downsampling convolutions have no bias (MedicalNet); the network's ${biases.length} keep their start. Batch ` +
      "normalisation takes them away in training; the option { shortcutBias: false } leaves them out, as in the file's own network."
    );
  },
  ({ unexpected, missing }) =>
    unexpected.some(isShortcut) && !missing.some(isShortcut)
      ? 'The file has downsampling convolutions (shortcut B), this network none. The option { shortcut: "B" } uses them.'
      : undefined,
  ({ unexpected }) => {
    const heads = [...new Set(unexpected.map((name) => name.split(".")[0]).filter((name) => trainingHeads.has(name)))];
    return heads.length > 0
      ? `${heads.join(", ")}: heads of the file's own training, which this network does not have.`
      : undefined;
  },
  ({ unexpected, loaded }) =>
    unexpected.includes("norm.weight") && loaded.some((name) => name.startsWith("swinViT."))
      ? "norm: MONAI's encoder defines it and never uses it; the last hidden state is normalised without weights."
      : undefined,
  ({ implied }) => {
    const tables = implied.filter((name) => name.endsWith("relative_position_index"));
    return tables.length > 0
      ? `${count(tables.length, "table")} of relative positions in the file equal the network's own.`
      : undefined;
  },
  ({ otherPositions }) =>
    otherPositions.length > 0
      ? `${count(otherPositions.length, "table")} of relative positions differ from the network's (${quoted(otherPositions[0])}): the ` +
        "biases beside them mean other positions here. Set the option window to the file's, or do not use these weights."
      : undefined,
  ({ quantised }) =>
    quantised.length > 0
      ? `${count(quantised.length, "weight")} of whole numbers (${quoted(quantised[0])}) are not loaded: quantised weights must be converted to floating point first.`
      : undefined,
  ({ mismatched, elementsLoaded }) =>
    mismatched.length > 0 && elementsLoaded > 0
      ? `${count(mismatched.length, "tensor")} of another shape keep their start, such as ${mismatched[0].name}: ` +
        `[${mismatched[0].fileShape.join(", ")}] in the file, [${mismatched[0].networkShape.join(", ")}] in the network.`
      : undefined,
];

/** Heads of MedicalNet's segmentation and of MONAI's self-supervision. */
const trainingHeads = new Set(["conv_seg", "rotation_head", "contrastive_head", "convTrans3d", "conv"]);

/** What a reader should know about weights that were loaded, or were not. */
export function loadNotes(facts: LoadFacts): readonly string[] {
  return rules.flatMap((rule) => rule(facts) ?? []);
}

function isShortcut(name: string): boolean {
  return /^layer\d+\.0\.downsample\./.test(name);
}

function stages(names: readonly string[]): string {
  return [...new Set(names.map((name) => `${name.split(".")[0]}.0.downsample`))].join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
