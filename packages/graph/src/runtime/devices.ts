import { GraphError } from "../graph-error.ts";

/** Where a program runs; `auto` takes the first of cuda, coreml, directml, webgpu, cpu that starts. */
export type Device = "cpu" | "cuda" | "webgpu" | "directml" | "coreml" | "auto";

interface Provider {
  /** ONNX Runtime's name of the execution provider. */
  readonly provider: string;
  /** How to get it where it is missing. */
  readonly howToGet: string;
}

/** One row per device. */
export const providers: Record<Exclude<Device, "auto">, Provider> = {
  cuda: {
    provider: "cuda",
    howToGet:
      "It needs Linux x64, an NVIDIA driver with CUDA 12 and cuDNN 9, and ONNX Runtime's CUDA libraries, fetched once by: ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js",
  },
  coreml: { provider: "coreml", howToGet: "It comes with onnxruntime-node on macOS only." },
  directml: { provider: "dml", howToGet: "It comes with onnxruntime-node on Windows only." },
  webgpu: {
    provider: "webgpu",
    howToGet:
      "It needs a browser with WebGPU (onnxruntime-web), or onnxruntime-node on a machine whose graphics driver offers Vulkan, Direct3D 12 or Metal.",
  },
  cpu: { provider: "cpu", howToGet: "It comes with every ONNX Runtime." },
};

const autoOrder = ["cuda", "coreml", "directml", "webgpu", "cpu"] as const;

/** The devices to try for a name, in order. */
export function devicesToTry(device: Device): readonly Exclude<Device, "auto">[] {
  return device === "auto" ? autoOrder : [device];
}

/** The error for a device that did not start: what was asked, what ONNX Runtime said, how to get it. */
export function deviceError(device: Exclude<Device, "auto">, cause: unknown): GraphError {
  const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
  return new GraphError(
    "device",
    `The device "${device}" did not start: ${reason} ${providers[device].howToGet} Or choose device "cpu".`,
  );
}
