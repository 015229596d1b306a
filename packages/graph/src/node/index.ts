export { loadOnnxRuntime } from "./load-onnx-runtime.ts";
