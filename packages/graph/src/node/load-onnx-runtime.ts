import { GraphError } from "../graph-error.ts";
import type { OnnxRuntime } from "../runtime/onnx-runtime.ts";

/** The version of onnxruntime-node that our measurements were made with. */
const testedVersion = "1.30.0";

/**
 * ONNX Runtime for Node. It is an optional dependency, because its install script fetches GPU libraries from elsewhere and so fails
 * without network.
 *
 * @throws GraphError `no-runtime` with the command that installs it.
 */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    const runtime = await import("onnxruntime-node");
    return runtime;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new GraphError(
      "no-runtime",
      `Networks need onnxruntime-node, which could not be loaded (${reason}). Install it with: ONNXRUNTIME_NODE_INSTALL=skip npm i onnxruntime-node@${testedVersion}`,
    );
  }
}
