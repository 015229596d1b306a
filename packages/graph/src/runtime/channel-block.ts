import { encodeModel } from "../onnx/encode-model.ts";
import { nchwcDomain } from "../onnx/node-writer.ts";
import type { Device } from "./devices.ts";
import type { OnnxRuntime } from "./onnx-runtime.ts";

const known = new WeakMap<OnnxRuntime, Promise<number | undefined>>();
/** As many channels as the largest block of any processor, twice. */
const channels = 64;

/**
 * How many channels ONNX Runtime's blocked convolutions take together on this processor (8 or 16), or undefined where it has none: they
 * are no part of its public interface, so a small graph that reorders an image of one pixel in two positions finds out once.
 */
export function channelBlock(runtime: OnnxRuntime, device: Exclude<Device, "auto">): Promise<number | undefined> {
  if (device !== "cpu") return Promise.resolve(undefined);
  const answer = known.get(runtime) ?? probe(runtime).catch(() => undefined);
  known.set(runtime, answer);
  return answer;
}

async function probe(runtime: OnnxRuntime): Promise<number | undefined> {
  const image = { dtype: "float32", shape: [1, channels, 1, 2] } as const;
  const model = encodeModel({
    inputs: [{ name: "x", ...image }],
    outputs: [{ name: "y", ...image }],
    initializers: [],
    nodes: [
      { name: "reorder", type: "ReorderInput", domain: nchwcDomain, inputs: ["x"], outputs: ["y"], attributes: {} },
    ],
    metadata: new Map(),
  });
  const session = await runtime.InferenceSession.create(model, { executionProviders: ["cpu"], logSeverityLevel: 4 });
  // Channel c holds c at its first position and 100 + c at the second; [c/b, 1, 2, b] puts 100 at place b.
  const pixels = Float32Array.from({ length: 2 * channels }, (_, i) => (i % 2) * 100 + Math.floor(i / 2));
  const { y } = await session.run({ x: new runtime.Tensor("float32", pixels, image.shape) }, { y: null });
  await session.release();
  const block = y.data instanceof Float32Array ? y.data.indexOf(100) : -1;
  return block > 1 && block < channels ? block : undefined;
}
