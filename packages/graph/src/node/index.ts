export { loadOnnxRuntime } from "./load-onnx-runtime.ts";
export { peakMemoryMiB } from "./peak-memory.ts";
