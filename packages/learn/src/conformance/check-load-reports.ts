import { type BackboneSpec, buildNetwork, type LoadMode, matchWeights, swinStructures } from "@hilum/networks";
import type { StoredTensor } from "@hilum/networks/weights";
import { guarded } from "./guarded.ts";
import { fusions, publishedLabels } from "./reference-network.ts";
import type { FileUnderCheck } from "./setting.ts";

/** What PyTorch's load_state_dict(strict=False) loads when published names meet the study's networks. */
export interface ExpectedLoad {
  /** Parameters and buffers. */
  readonly loaded: number;
  readonly loadedParameterElements: number;
  readonly modelParameterElements: number;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly shapeMismatch: readonly unknown[];
}

/** A published file, and the network that it is loaded into. */
interface Loading {
  readonly file: BackboneSpec;
  readonly into: BackboneSpec;
  readonly fusion: string;
  readonly mode: LoadMode;
  /** In front of the names of the network's encoder where the reference has none. */
  readonly prefix: string;
}

/** Checks what of the published weights a network takes, by names and shapes at full width. */
export async function checkLoadReports(
  file: FileUnderCheck,
  reports: Readonly<Record<string, ExpectedLoad>>,
): Promise<void> {
  for (const [title, expected] of Object.entries(reports)) {
    const own = { ...file, id: `${file.id}/${title}` };
    const loading = loadingOf(title);
    if (loading) await guarded(own, (each) => checkLoad(each, loading, expected));
    else file.record.skip(own.id, "it is not known which file and network are meant");
  }
}

function checkLoad({ record, id }: FileUnderCheck, loading: Loading, expected: ExpectedLoad): void {
  const { prefix, mode } = loading;
  const network = built(loading.into, loading.fusion);
  const { report } = matchWeights({ tensors: tensorsOf(loading, expected) }, network.graph, { mode });
  // With a prefix the reference knows the encoder alone.
  const ours = (names: readonly string[]): string[] =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  const parameters = [...network.graph.parameters.values()].filter(
    ({ name }) => prefix === "" || network.backboneParameters.has(name),
  );
  const elements = parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  record.same(`${id}/loaded`, report.loaded.length + report.implied.length, expected.loaded);
  record.same(`${id}/loadedParameterElements`, report.elementsLoaded, expected.loadedParameterElements);
  record.same(`${id}/modelParameterElements`, elements, expected.modelParameterElements);
  record.same(`${id}/missing`, ours(report.missing).sort(), expected.missing.toSorted());
  record.same(`${id}/unexpected`, [...report.unexpected].sort(), expected.unexpected.toSorted());
  record.same(`${id}/shapeMismatch`, report.mismatched, expected.shapeMismatch);
}

/** MedicalNet has shortcut A up to 34 layers, and convolutions without bias beyond. */
const medicalNetFiles: Readonly<Record<string, BackboneSpec>> = {
  resnet10: { backbone: "resnet10", options: { shortcut: "A" } },
  resnet18: { backbone: "resnet18", options: { shortcut: "A" } },
  resnet34: { backbone: "resnet34", options: { shortcut: "A" } },
  resnet50: { backbone: "resnet50", options: { shortcutBias: false } },
};

function loadingOf(title: string): Loading | undefined {
  const medicalNet = /^medicalnet-(\w+) into (\w+)$/.exec(title);
  if (medicalNet) {
    const [, name, fusion] = medicalNet;
    const file = medicalNetFiles[name];
    return file && fusion in fusions
      ? { file, into: { backbone: file.backbone }, fusion, mode: "complete", prefix: "" }
      : undefined;
  }
  const swin = /^swin ssl into swinViT \((as|with)/.exec(title);
  if (!swin) return undefined;
  const mode = swin[1] === "as" ? "as-published" : "complete";
  return { file: { backbone: "swin" }, into: { backbone: "swin" }, fusion: "cat_only", mode, prefix: "swinViT." };
}

function built(backbone: BackboneSpec, fusion: string) {
  return buildNetwork(
    { ...backbone, fusion: fusions[fusion], auxiliary: publishedLabels, size: [64, 64, 64] },
    "train",
    1,
  );
}

/** Names and shapes of a published file, with zeros for values: those of its own network's backbone. */
function tensorsOf({ file, fusion, prefix }: Loading, { unexpected }: ExpectedLoad): ReadonlyMap<string, StoredTensor> {
  const { graph, backboneParameters } = built(file, fusion);
  const values = [...graph.parameters.values(), ...graph.states.values()];
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape } of values) {
    if (!backboneParameters.has(name) && !graph.states.has(name)) continue;
    tensors.set(name.slice(prefix.length).replace("mlp.linear", "mlp.fc"), zeros(shape));
  }
  for (const [name, table] of swinStructures()) {
    if (file.backbone !== "swin") break;
    const tokens = Math.sqrt(table.length);
    const values = (): BigInt64Array => BigInt64Array.from(table, BigInt);
    tensors.set(name.slice(prefix.length), { dtype: "int64", shape: [tokens, tokens], values });
  }
  // The heads of the file's own training.
  for (const name of unexpected) if (!tensors.has(name)) tensors.set(name, zeros([1]));
  return tensors;
}

function zeros(shape: readonly number[]): StoredTensor {
  return { dtype: "float32", shape, values: () => new Float32Array(shape.reduce((a, b) => a * b, 1)) };
}
