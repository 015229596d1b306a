import { compile } from "@hilum/graph";
import { loadOnnxRuntime } from "@hilum/graph/node";
import * as node from "onnxruntime-node";
import * as web from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { buildNetwork } from "../build-network.ts";
import { NetworkError } from "../network-error.ts";
import type { NetworkSpec } from "../network-spec.ts";
import type { TensorValues } from "../weights/stored-tensor.ts";
import { exportNetwork, reloadNetwork } from "./network-file.ts";
import { networkTensors } from "./network-tensors.ts";
import { openWeights } from "./open-weights.ts";
import { readOnnx } from "./read-onnx.ts";
import { filled, inputsOf, narrowNetworks } from "./test/narrow-networks.ts";

// WebAssembly as browsers run it, without workers.
web.env.wasm.numThreads = 1;

const titled = narrowNetworks.map((spec) => ({ title: `${spec.backbone}, fusion ${spec.fusion ?? "none"}`, spec }));

describe.each(titled)("$title", ({ spec }) => {
  const { graph, outputs } = buildNetwork(spec, "eval", 1);
  const variables = filled(graph);
  const bytes = exportNetwork(spec, variables);
  const inputs = inputsOf(spec);

  test("the file gives the eval graph's outputs in onnxruntime-node and, as WebAssembly, in onnxruntime-web", async () => {
    const program = await compile(graph, { runtime: await loadOnnxRuntime(), outputs, variables });
    const expected = await program.run(inputs);
    await program.release();
    const names = Object.keys(outputs);
    for (const runtime of [node, web]) {
      const session = await runtime.InferenceSession.create(bytes, {
        executionProviders: [runtime === web ? "wasm" : "cpu"],
      });
      expect(session.inputNames).toEqual(Object.keys(inputs));
      expect(session.outputNames).toEqual(names);
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, values]) => [
          name,
          new runtime.Tensor("float32", values, shapeOf(name, spec)),
        ]),
      );
      const results = await session.run(feeds);
      for (const name of names) {
        const found = Array.from(results[name].data, Number);
        const wanted = Array.from(expected[name], Number);
        const largest = Math.max(...found.map((value, i) => Math.abs(value - wanted[i])));
        expect(found).toHaveLength(wanted.length);
        expect(largest, name).toBeLessThan(1e-5);
        expect(Math.max(...wanted.map(Math.abs)), name).toBeGreaterThan(1e-3);
      }
      await session.release();
    }
  });

  test("reloaded, it is the same network with the same weights, and the same file again", () => {
    const reloaded = reloadNetwork(bytes);
    expect(reloaded.spec).toEqual(buildNetwork(spec, "eval", 1).spec);
    expect(reloaded.variables.names).toEqual(variables.names);
    const changed = variables.names.filter((name) => !identical(reloaded.variables.get(name), variables.get(name)));
    expect(changed).toEqual([]);
    expect(identical(exportNetwork(reloaded.spec, reloaded.variables), bytes)).toBe(true);
  });

  test("the reader finds every weight by name, inputs, outputs and metadata, and no constant among the weights", () => {
    const file = readOnnx(bytes);
    const tensors = networkTensors(graph, variables);
    expect(new Set(file.tensors.keys())).toEqual(new Set(tensors.keys()));
    for (const [name, { dtype, shape, values }] of tensors) {
      const found = file.tensors.get(name)!;
      expect({ name, dtype: found.dtype, shape: found.shape }).toEqual({ name, dtype, shape });
      expect(identical(found.values(), values()), name).toBe(true);
    }
    expect(file.inputs).toEqual(
      Object.keys(inputs).map((name) => ({ name, dtype: "float32", shape: shapeOf(name, spec) })),
    );
    expect(file.outputs.map(({ name, shape }) => [name, shape])).toEqual(
      Object.entries(outputs).map(([name, { shape }]) => [name, shape]),
    );
    expect(file.constants).toBeGreaterThan(0);
    expect(JSON.parse(file.metadata.get("hilum.network")!)).toMatchObject({ backbone: spec.backbone, size: spec.size });
    expect(openWeights(bytes).format).toBe("onnx");
  });
});

test("a training step's variables are exported as they are, its graph is not", () => {
  const [spec] = narrowNetworks;
  const training = buildNetwork(spec, "train", 2);
  const variables = filled(training.graph);
  const reloaded = reloadNetwork(exportNetwork(spec, variables, { metadata: new Map([["study", "olnm"]]) }));
  expect(reloaded.metadata.get("study")).toBe("olnm");
  const inTraining = [...networkTensors(training.graph, variables).keys()];
  expect(inTraining.filter((name) => name.endsWith("num_batches_tracked"))).toHaveLength(20);
  for (const name of reloaded.variables.names)
    expect(identical(reloaded.variables.get(name), variables.get(name)), name).toBe(true);
});

test("variables of another network are refused", () => {
  const [spec] = narrowNetworks;
  const variables = filled(buildNetwork({ backbone: "densenet121", size: [64, 64, 64] }, "eval", 1).graph);
  expect(() => exportNetwork(spec, variables)).toThrow(/no parameter or state called "conv1\.weight"/);
});

test("a file whose network does not fit its weights, or that has none, is refused", () => {
  const [spec] = narrowNetworks;
  const { graph } = buildNetwork(spec, "eval", 1);
  const variables = filled(graph);
  const other = new Map([["hilum.network", JSON.stringify({ ...spec, options: {} })]]);
  const nonsense = new Map([["hilum.network", "{"]]);
  const wrong = new Map([["hilum.network", '{"backbone":"resnet19"}']]);
  const cases = [
    [other, "weights-missing"],
    [nonsense, "no-network"],
    [wrong, "network-spec"],
  ] as const;
  for (const [metadata, code] of cases) {
    const bytes = exportNetwork(spec, variables, { metadata });
    expect(() => reloadNetwork(bytes)).toThrow(expect.objectContaining({ code }));
    expect(() => reloadNetwork(bytes)).toThrow(NetworkError);
  }
});

/** The same values to the last bit; much faster than toEqual on large arrays. */
function identical(a: TensorValues, b: TensorValues): boolean {
  return a.length === b.length && a.every((value: number | bigint, i: number) => Object.is(value, b[i]));
}

function shapeOf(name: string, { size }: NetworkSpec): number[] {
  return name === "image" ? [1, 1, ...size] : [1, 10];
}
