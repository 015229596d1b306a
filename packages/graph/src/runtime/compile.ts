import { GraphError } from "../graph-error.ts";
import type { Graph, Value } from "../graph.ts";
import { encodeModel } from "../onnx/encode-model.ts";
import { graphToOnnx, outputName } from "../onnx/graph-to-onnx.ts";
import { describeType, type ElementArray, elementCount, type ElementArrays } from "../tensor-type.ts";
import type { OnnxModel } from "../onnx/onnx-model.ts";
import { channelBlock } from "./channel-block.ts";
import { type Device, deviceError, devicesToTry, providers } from "./devices.ts";
import { fillsGivenOutputs } from "./fills-given-outputs.ts";
import { canUpdateInPlace } from "./in-place.ts";
import type { OnnxRuntime, OnnxSession, OnnxTensorHandle, SessionOptions } from "./onnx-runtime.ts";
import { Variables } from "./variables.ts";

export interface CompileOptions {
  /** onnxruntime-node or onnxruntime-web. */
  readonly runtime: OnnxRuntime;
  /** What a run returns, by name. */
  readonly outputs?: Readonly<Record<string, Value>>;
  /** Parameters and states; a store of its own, filled with zeros, unless given. */
  readonly variables?: Variables;
  /** Default `cpu`. */
  readonly device?: Device;
  /** Threads inside one operation; default 1. The same number gives the same bytes. */
  readonly threads?: number;
  /**
   * `kept` (default): memory of intermediate results is kept from run to run. `returned`: it goes back to the system at once, which takes
   * less of it and about a tenth more time; for volumes that would not fit otherwise.
   */
  readonly memory?: "kept" | "returned";
  /** Runs the graph's updates of states and parameters; default true. */
  readonly updates?: boolean;
  /** Further settings of the session, for measurements. */
  readonly session?: Partial<SessionOptions>;
}

/** A graph ready to run. */
export interface Program extends AsyncDisposable {
  readonly variables: Variables;
  readonly device: Exclude<Device, "auto">;
  /**
   * Runs once: reads inputs and variables, returns the outputs, and moves the updated variables on.
   *
   * @throws GraphError `feed` if an input is missing, unknown, or of the wrong type or size.
   */
  run(inputs?: Readonly<Record<string, ElementArray>>): Promise<Record<string, ElementArray>>;
  /** The session of ONNX Runtime, for measurements. */
  readonly session: OnnxSession;
  release(): Promise<void>;
}

/**
 * Encodes the part of the graph that the outputs and updates need, and opens an ONNX Runtime session for it.
 *
 * Updated variables are written into a second buffer that is then swapped, or over the old one where that is safe. Where the
 * runtime has memory of its own (WebAssembly, GPU), they are copied from there.
 *
 * @throws GraphError `device` if the device is missing here, with the way to get it.
 */
export async function compile(graph: Graph, options: CompileOptions): Promise<Program> {
  const {
    runtime,
    outputs = {},
    variables = new Variables(),
    device = "cpu",
    threads = 1,
    memory = "kept",
    updates = true,
  } = options;
  variables.declare(graph);
  const wanted = new Map(Object.entries(outputs));
  const moved = updates ? [...graph.updates] : [];
  for (const [name, value] of moved) {
    if (wanted.has(name))
      throw new GraphError("output-name", `"${name}" is the name of an updated state; call the output something else.`);
    wanted.set(name, value);
  }
  const opened = await open(runtime, graph, wanted, device, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: moved.length > 0 ? "disabled" : "all",
    // Plans made after the first run would need a second pool of memory beside the first.
    enableMemPattern: false,
    enableCpuMemArena: memory === "kept",
    logSeverityLevel: 3,
    ...options.session,
  });
  const { session, model } = opened;
  const filled = moved.length > 0 && (await fillsGivenOutputs(runtime, opened.device));
  const needed = new Set(model.inputs.map((input) => input.name));
  const inputs = [...graph.inputs.values()].filter((value) => needed.has(value.name));
  const read = variables.names.filter((name) => needed.has(name));
  const inPlace = new Set(
    moved.filter(([name, next]) => canUpdateInPlace(graph, stateOf(graph, name), next)).map(([name]) => name),
  );

  const tensor = (
    value: { dtype: keyof ElementArrays; shape: readonly number[] },
    elements: ElementArray,
  ): OnnxTensorHandle => new runtime.Tensor(value.dtype, elements, value.shape);
  const variable = (name: string, elements: Float32Array): OnnxTensorHandle =>
    tensor({ dtype: "float32", shape: variables.shapeOf(name) }, elements);

  const run = async (given: Readonly<Record<string, ElementArray>> = {}): Promise<Record<string, ElementArray>> => {
    for (const name of Object.keys(given)) {
      if (!graph.inputs.has(name))
        throw new GraphError(
          "feed",
          `The graph has no input "${name}"; it has ${[...graph.inputs.keys()].join(", ") || "none"}.`,
        );
    }
    const feeds: Record<string, OnnxTensorHandle> = {};
    for (const value of inputs) feeds[value.name] = tensor(value, checked(value, given[value.name]));
    for (const name of read) feeds[name] = variable(name, variables.get(name));
    const fetches: Record<string, OnnxTensorHandle | null> = {};
    for (const name of Object.keys(outputs)) fetches[outputName(name)] = null;
    const targets = moved.map(
      ([name]) => [name, inPlace.has(name) ? variables.get(name) : variables.spare(name)] as const,
    );
    for (const [name, target] of targets) fetches[outputName(name)] = filled ? variable(name, target) : null;
    const results = await session.run(feeds, fetches);
    for (const [name, target] of targets) {
      if (!filled) target.set(float32Of(results[outputName(name)], name));
      if (!inPlace.has(name)) variables.swap(name);
    }
    return Object.fromEntries(Object.keys(outputs).map((name) => [name, elementsOf(results[outputName(name)], name)]));
  };
  const release = () => session.release();
  return { variables, device: opened.device, session, run, release, [Symbol.asyncDispose]: release };
}

function stateOf(graph: Graph, name: string): Value {
  return (graph.states.get(name) ?? graph.parameters.get(name))!;
}

async function open(
  runtime: OnnxRuntime,
  graph: Graph,
  outputs: ReadonlyMap<string, Value>,
  device: Device,
  options: Omit<SessionOptions, "executionProviders">,
): Promise<{ session: OnnxSession; model: OnnxModel; device: Exclude<Device, "auto"> }> {
  const failures: GraphError[] = [];
  for (const candidate of devicesToTry(device)) {
    const model = graphToOnnx(graph, outputs, { channelBlock: await channelBlock(runtime, candidate) });
    try {
      // One provider only: given a list, the runtime silently drops those that are missing. What it cannot do falls to the CPU anyway.
      return {
        session: await runtime.InferenceSession.create(encodeModel(model), {
          ...options,
          executionProviders: [providers[candidate].provider],
        }),
        model,
        device: candidate,
      };
    } catch (cause) {
      if (candidate === "cpu")
        throw new GraphError(
          "session",
          `ONNX Runtime refused the graph: ${cause instanceof Error ? cause.message : String(cause)}`,
        );
      failures.push(deviceError(candidate, cause));
    }
  }
  throw failures[0] ?? new GraphError("device", `No device for "${device}".`);
}

function checked(value: Value, elements: ElementArray | undefined): ElementArray {
  if (!elements) throw new GraphError("feed", `The input "${value.name}" (${describeType(value)}) is missing.`);
  const fits =
    value.dtype === "float32"
      ? elements instanceof Float32Array
      : value.dtype === "int64"
        ? elements instanceof BigInt64Array
        : elements instanceof Uint8Array;
  if (!fits || elements.length !== elementCount(value.shape)) {
    throw new GraphError(
      "feed",
      `The input "${value.name}" needs ${describeType(value)}, ${elementCount(value.shape)} elements; given was ${elements.constructor.name} with ${elements.length}.`,
    );
  }
  return elements;
}

function elementsOf({ data }: OnnxTensorHandle, name: string): ElementArray {
  if (data instanceof Float32Array || data instanceof BigInt64Array || data instanceof Uint8Array) return data;
  throw new GraphError("session", `ONNX Runtime returned no array of known type for "${name}".`);
}

function float32Of(tensor: OnnxTensorHandle, name: string): Float32Array {
  const elements = elementsOf(tensor, name);
  if (elements instanceof Float32Array) return elements;
  throw new GraphError(
    "session",
    `ONNX Runtime returned ${elements.constructor.name} for "${name}", not Float32Array.`,
  );
}
