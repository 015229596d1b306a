import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltNetwork, buildNetwork } from "../../build-network.ts";
import type { BackboneSpec } from "../../network-spec.ts";
import { relativePositionIndex } from "../../swin/relative-position.ts";
import { elementCount } from "../../weights/element-types.ts";
import type { StoredTensor } from "../../weights/stored-tensor.ts";

/** What PyTorch's load_state_dict(strict=False) says. */
export interface PyTorchReport {
  /** Parameters and buffers. */
  readonly loaded: number;
  readonly loadedParameterElements: number;
  readonly modelParameterElements: number;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

const repository = fileURLToPath(new URL("../../../../..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const file = join(data, "..", "reference", "checkpoints", "expected.json");

/** A report of PyTorch by the beginning of its name. */
export function pyTorchReport(name: string): PyTorchReport {
  const { loadReports }: { loadReports: Record<string, PyTorchReport> } = existsSync(file)
    ? JSON.parse(readFileSync(file, "utf8"))
    : { loadReports: {} };
  const found = Object.entries(loadReports).find(([title]) => title.startsWith(name));
  if (!found) throw new Error(`There is no report of PyTorch "${name}".`);
  return found[1];
}

/** The study's network: radiomics concatenated, four further labels. */
export function studyNetwork(backbone: BackboneSpec, mode: "train" | "eval" = "train"): BuiltNetwork {
  const auxiliary = [...["fc1", "fc2", "fc3"].map((name) => ({ name, outputs: 2 })), { name: "fc4", outputs: 1 }];
  return buildNetwork({ ...backbone, fusion: "concat", auxiliary, size: [64, 64, 64] }, mode, 1);
}

/** The tensors of MedicalNet's file for a network: its backbone's names and shapes; the values are zeros. */
export function medicalNetTensors(backbone: BackboneSpec): ReadonlyMap<string, StoredTensor> {
  const { graph, backboneParameters } = studyNetwork(backbone);
  const values = [...graph.parameters.values(), ...graph.states.values()];
  return new Map(
    values
      .filter(({ name }) => backboneParameters.has(name) || graph.states.has(name))
      .map(({ name, shape }) => [name, zeros(shape)]),
  );
}

/** The tensors of MONAI's file for Swin: its encoder under the old names, tables of relative positions, heads. */
export function swinTensors(): ReadonlyMap<string, StoredTensor> {
  const { graph, backboneParameters } = studyNetwork({ backbone: "swin" });
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape } of graph.parameters.values()) {
    if (!backboneParameters.has(name)) continue;
    const old = name.replace("swinViT.", "").replace(/mlp\.linear/, "mlp.fc");
    tensors.set(old, zeros(shape));
    if (old.endsWith("bias_table")) tensors.set(old.replace("bias_table", "index"), positions(7));
  }
  for (const head of ["norm", "rotation_head", "contrastive_head"]) {
    tensors.set(`${head}.weight`, zeros([768]));
    tensors.set(`${head}.bias`, zeros([768]));
  }
  return tensors;
}

/** A table of relative positions as MONAI stores it. */
export function positions(window: number): StoredTensor {
  const tokens = window ** 3;
  return {
    dtype: "int64",
    shape: [tokens, tokens],
    values: () => BigInt64Array.from(relativePositionIndex(window), BigInt),
  };
}

function zeros(shape: readonly number[]): StoredTensor {
  return { dtype: "float32", shape, values: () => new Float32Array(elementCount(shape)) };
}
