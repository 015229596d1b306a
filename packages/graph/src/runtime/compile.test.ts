import * as web from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import {
  add,
  cast,
  compile,
  type Device,
  equal,
  Graph,
  GraphError,
  gradients,
  matmul,
  mul,
  type OnnxRuntime,
  relu,
  reshape,
  slice,
  square,
  sub,
  sum,
  transpose,
  type Value,
  Variables,
} from "../index.ts";
import { loadOnnxRuntime } from "../node/index.ts";

web.env.wasm.numThreads = 1;
const node = await loadOnnxRuntime();
const runtimes: readonly (readonly [string, OnnxRuntime])[] = [
  ["onnxruntime-node", node],
  ["onnxruntime-web", web],
];

/** y = w · x, whose weight goes down its gradient by the given rate after each run. */
function descent(graph: Graph) {
  const x = graph.input("x", "float32", [3]);
  const rate = graph.input("rate", "float32", []);
  const w = graph.parameter("w", [3]);
  const loss = sum(square(mul(w, x)));
  const [slope] = gradients(loss, [w]);
  graph.update(w, sub(w, mul(rate, slope!)));
  return { loss };
}

async function failure(promise: Promise<unknown>): Promise<GraphError> {
  const error: unknown = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof GraphError)) throw new Error(`expected a GraphError, got ${String(error)}`);
  return error;
}

describe.each(runtimes)("a program on %s", (_name, runtime) => {
  test("returns outputs of every type in the shapes of the graph", async () => {
    const graph = new Graph();
    const x = graph.input("x", "float32", [2]);
    const i = graph.input("i", "int64", [2]);
    const outputs = { y: mul(x, 2), same: equal(i, 1), whole: cast(x, "int64") };
    await using program = await compile(graph, { runtime, outputs });
    const got = await program.run({ x: Float32Array.of(1.5, -2), i: BigInt64Array.of(1n, 2n) });
    expect(got["y"]).toEqual(Float32Array.of(3, -4));
    expect(Array.from(got["same"], Number)).toEqual([1, 0]);
    expect(got["whole"]).toEqual(BigInt64Array.of(1n, -2n));
  });

  test("moves the parameters on with every run", async () => {
    const graph = new Graph();
    const { loss } = descent(graph);
    await using program = await compile(graph, { runtime, outputs: { loss } });
    program.variables.set("w", [1, 2, 4]);
    const feeds = { x: Float32Array.of(1, 1, 0), rate: Float32Array.of(0.25) };
    const losses = [];
    for (let step = 0; step < 3; step++) losses.push((await program.run(feeds))["loss"][0]);
    // Each step halves the weights that x sees.
    expect(losses).toEqual([5, 1.25, 0.3125]);
    expect(program.variables.get("w")).toEqual(Float32Array.of(0.125, 0.25, 4));
  });

  test("two states that read each other are updated from their old values", async () => {
    const graph = new Graph();
    const [a, b] = [graph.state("a", [2]), graph.state("b", [2])];
    graph.update(a, add(b, 1));
    graph.update(b, add(a, 10));
    await using program = await compile(graph, { runtime });
    program.variables.set("a", [1, 2]);
    program.variables.set("b", [3, 4]);
    await program.run();
    expect([program.variables.get("a"), program.variables.get("b")]).toEqual([
      Float32Array.of(4, 5),
      Float32Array.of(11, 12),
    ]);
    await program.run();
    expect([program.variables.get("a"), program.variables.get("b")]).toEqual([
      Float32Array.of(12, 13),
      Float32Array.of(14, 15),
    ]);
  });

  test("two states change places", async () => {
    const graph = new Graph();
    const [a, b] = [graph.state("a", [2]), graph.state("b", [2])];
    graph.update(a, b);
    graph.update(b, a);
    await using program = await compile(graph, { runtime });
    program.variables.set("a", [1, 2]);
    program.variables.set("b", [3, 4]);
    await program.run();
    expect([program.variables.get("a"), program.variables.get("b")]).toEqual([
      Float32Array.of(3, 4),
      Float32Array.of(1, 2),
    ]);
  });

  test("an update that reads the whole state is not written over what it still reads", async () => {
    const graph = new Graph();
    const a = graph.state("a", [2, 2]);
    graph.update(a, matmul(a, a));
    await using program = await compile(graph, { runtime });
    program.variables.set("a", [1, 1, 1, 0]);
    await program.run();
    await program.run();
    // Fibonacci numbers.
    expect(program.variables.get("a")).toEqual(Float32Array.of(5, 3, 3, 2));
  });

  /** Steps that ONNX Runtime fuses into one kernel, which then reads the state while it writes the next one. */
  const fused: readonly (readonly [string, (state: Value, x: Value) => Value])[] = [
    ["product and sum", (state, x) => add(matmul(state, state), slice(x, { axis: 0, end: 1 }))],
    [
      "product, sum and relu",
      (state, x) => relu(add(matmul(state, state), reshape(slice(x, { axis: 0, end: 1 }), [32]))),
    ],
    ["scale and product", (state, x) => matmul(mul(state, 2), x)],
    ["transposition and product", (state, x) => matmul(transpose(state, [1, 0]), x)],
    ["product and scale", (state, x) => mul(matmul(state, x), 0.5)],
  ];

  test.each(fused)("a fused %s is not written over what it still reads", async (_title, next) => {
    const start = Float32Array.from({ length: 32 * 32 }, (_, i) => Math.sin(i));
    const feeds = { x: Float32Array.from({ length: 32 * 32 }, (_, i) => Math.cos(i)) };
    const build = () => {
      const graph = new Graph();
      const state = graph.state("s", [32, 32]);
      return { graph, state, y: next(state, graph.input("x", "float32", [32, 32])) };
    };
    const updated = build();
    updated.graph.update(updated.state, updated.y);
    await using program = await compile(updated.graph, { runtime });
    program.variables.set("s", start);
    await program.run(feeds);
    const returned = build();
    await using other = await compile(returned.graph, { runtime, outputs: { y: returned.y } });
    other.variables.set("s", start);
    const expected = Array.from((await other.run(feeds))["y"], Number);
    const deviations = expected.map((value, i) => Math.abs(value - program.variables.get("s")[i]));
    expect(Math.max(...deviations)).toBe(0);
  });

  test("an output that reads a state sees the value before the run", async () => {
    const graph = new Graph();
    const a = graph.state("a", [2]);
    graph.update(a, add(a, 1));
    await using program = await compile(graph, { runtime, outputs: { before: mul(a, 1), itself: a } });
    const got = await program.run();
    expect(got["before"]).toEqual(Float32Array.of(0, 0));
    expect(got["itself"]).toEqual(Float32Array.of(0, 0));
    expect(program.variables.get("a")).toEqual(Float32Array.of(1, 1));
  });

  test("programs share variables: what training changes, evaluation sees", async () => {
    const variables = new Variables();
    const training = new Graph();
    descent(training);
    const evaluation = new Graph();
    const y = mul(evaluation.parameter("w", [3]), evaluation.input("x", "float32", [3]));
    await using trained = await compile(training, { runtime, variables });
    await using evaluated = await compile(evaluation, { runtime, variables, outputs: { y } });
    variables.set("w", [1, 2, 4]);
    const x = Float32Array.of(1, 1, 1);
    await trained.run({ x, rate: Float32Array.of(0.25) });
    expect((await evaluated.run({ x }))["y"]).toEqual(Float32Array.of(0.5, 1, 2));
    variables.set("w", [1, 0, 0]);
    expect((await evaluated.run({ x }))["y"]).toEqual(Float32Array.of(1, 0, 0));
  });

  test("updates can be left out", async () => {
    const graph = new Graph();
    const { loss } = descent(graph);
    await using program = await compile(graph, { runtime, outputs: { loss }, updates: false });
    program.variables.set("w", [1, 2, 4]);
    await program.run({ x: Float32Array.of(1, 1, 1) });
    expect(program.variables.get("w")).toEqual(Float32Array.of(1, 2, 4));
  });
});

describe("feeds", () => {
  const graph = new Graph();
  const { loss } = descent(graph);
  const x = Float32Array.of(1, 2, 3);
  const rate = Float32Array.of(1);
  const rows: readonly (readonly [string, Readonly<Record<string, Float32Array | BigInt64Array>>, RegExp])[] = [
    ["a missing one is named with its type", { x }, /"rate" \(float32 \[\]\) is missing/],
    ["an unknown one is named beside those that exist", { x, rate, image: x }, /no input "image"; it has x, rate/],
    [
      "a wrong size is said in numbers",
      { x: rate, rate },
      /"x" needs float32 \[3\], 3 elements; given was Float32Array with 1/,
    ],
    [
      "a wrong type is said",
      { x: BigInt64Array.of(1n, 2n, 3n), rate },
      /"x" needs float32 \[3\].*BigInt64Array with 3/,
    ],
  ];

  test.each(rows)("%s", async (_title, feeds, message) => {
    await using program = await compile(graph, { runtime: node, outputs: { loss } });
    const error = await failure(program.run(feeds));
    expect(error.code).toBe("feed");
    expect(error.message).toMatch(message);
  });

  test("a failed run changes no variable", async () => {
    await using program = await compile(graph, { runtime: node, outputs: { loss } });
    program.variables.set("w", [1, 2, 4]);
    await failure(program.run({ x }));
    expect(program.variables.get("w")).toEqual(Float32Array.of(1, 2, 4));
  });
});

describe("devices", () => {
  const graph = new Graph();
  const y = square(graph.input("x", "float32", [2]));
  const compiled = (device: Device) => compile(graph, { runtime: node, outputs: { y }, device });

  // Builds of ONNX Runtime for Linux and macOS know no DirectML, those for Linux and Windows no CoreML.
  const absent: Device[] = process.platform === "linux" ? ["directml", "coreml"] : [];
  test.each(absent)("a missing %s says how to get it, and what to do without", async (device) => {
    const error = await failure(compiled(device));
    expect(error.code).toBe("device");
    expect(error.message).toMatch(
      new RegExp(
        `The device "${device}" did not start: .+ It comes with onnxruntime-node on .+ only. Or choose device "cpu".`,
      ),
    );
  });

  test("cuda runs, or says how to get it", async () => {
    const program = await compiled("cuda").catch((cause: unknown) => cause);
    if (program instanceof GraphError) {
      expect(program.code).toBe("device");
      expect(program.message).toMatch(
        /The device "cuda" did not start: .+NVIDIA driver with CUDA 12.+Or choose device "cpu"/s,
      );
    } else {
      expect(program).toMatchObject({ device: "cuda" });
    }
  });

  test("auto takes the first that starts", async () => {
    await using program = await compiled("auto");
    expect((await program.run({ x: Float32Array.of(1, 2) }))["y"]).toEqual(Float32Array.of(1, 4));
  });
});

test("an output cannot have the name of an updated state", async () => {
  const graph = new Graph();
  descent(graph);
  const error = await failure(compile(graph, { runtime: node, outputs: { w: graph.parameters.get("w")! } }));
  expect(error.code).toBe("output-name");
});

test("an output of another graph is refused", async () => {
  const error = await failure(
    compile(new Graph(), { runtime: node, outputs: { y: new Graph().input("x", "float32", [1]) } }),
  );
  expect(error.code).toBe("two-graphs");
});

test("two graphs that call different shapes by one name cannot share variables", async () => {
  const variables = new Variables();
  const [one, two] = [new Graph(), new Graph()];
  one.parameter("w", [2]);
  two.parameter("w", [3]);
  variables.declare(one);
  expect(() => variables.declare(two)).toThrow(/w has shape \[2\] here and \[3\] in the graph/);
});

test("a session in one thread and in two gives the same bytes twice", async () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [64, 64]);
  const outputs = { y: matmul(x, x) };
  const feeds = { x: Float32Array.from({ length: 64 * 64 }, (_, i) => Math.sin(i)) };
  for (const threads of [1, 2]) {
    await using program = await compile(graph, { runtime: node, outputs, threads });
    expect(await program.run(feeds)).toEqual(await program.run(feeds));
  }
});
