import { encodeModel } from "../onnx/encode-model.ts";
import type { Device } from "./devices.ts";
import { providers } from "./devices.ts";
import type { OnnxRuntime } from "./onnx-runtime.ts";

const known = new WeakMap<OnnxRuntime, Map<string, Promise<boolean>>>();

/**
 * Whether a runtime writes its results into the tensors given for them. onnxruntime-node does on the CPU, though it returns a copy
 * as well; runtimes with their own memory (WebAssembly, GPU) return fresh arrays only. Found out once by a graph of one addition.
 */
export function fillsGivenOutputs(runtime: OnnxRuntime, device: Exclude<Device, "auto">): Promise<boolean> {
  const answers = known.get(runtime) ?? new Map<string, Promise<boolean>>();
  known.set(runtime, answers);
  const answer = answers.get(device) ?? probe(runtime, device);
  answers.set(device, answer);
  return answer;
}

async function probe(runtime: OnnxRuntime, device: Exclude<Device, "auto">): Promise<boolean> {
  const type = { dtype: "float32", shape: [1] } as const;
  const model = encodeModel({
    inputs: [{ name: "x", ...type }],
    outputs: [{ name: "y", ...type }],
    initializers: [],
    nodes: [{ name: "sum", type: "Add", domain: "", inputs: ["x", "x"], outputs: ["y"], attributes: {} }],
    metadata: new Map(),
  });
  const session = await runtime.InferenceSession.create(model, { executionProviders: [providers[device].provider] });
  const given = new Float32Array(1);
  await session.run(
    { x: new runtime.Tensor("float32", Float32Array.of(1), [1]) },
    { y: new runtime.Tensor("float32", given, [1]) },
  );
  await session.release();
  return given[0] === 2;
}
