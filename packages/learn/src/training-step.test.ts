import { describe, expect, test } from "vitest";
import { randomStream } from "@hilum/numeric";
import {
  add,
  batchNorm,
  compile,
  conv,
  Graph,
  initialise,
  linear,
  maxPool,
  mean,
  mul,
  relu,
  sum,
  type Value,
  Variables,
} from "@hilum/graph";
import { averaged } from "./averaged.ts";
import { crossEntropy } from "./losses/cross-entropy.ts";
import { adam } from "./optimisers/adam.ts";
import { sgd } from "./optimisers/sgd.ts";
import { relativeDistance } from "./test/distance.ts";
import { runtime } from "./test/evaluate.ts";
import { untilFinished } from "./test/until-finished.ts";
import { trainingStep, type TrainingStepOptions } from "./training-step.ts";

/** A small network over volumes of 8³ voxels: two convolutions, the first with batch normalisation if asked for. */
function network(batch: number, mode: "train" | "eval", normalised = true) {
  const graph = new Graph();
  const image = graph.input("image", "float32", [batch, 1, 8, 8, 8]);
  const labels = graph.input("labels", "int64", [batch]);
  const layer = (name: string, x: Value, out: number): Value => {
    const weight = graph.parameter(`${name}.weight`, [out, x.shape[1], 3, 3, 3], {
      kind: "normal",
      deviation: Math.sqrt(2 / (27 * out)),
    });
    return conv(x, weight, { padding: 1 });
  };
  const one = { kind: "constant", value: 1 } as const;
  const first = layer("conv1", image, 4);
  const rescaled = !normalised
    ? first
    : batchNorm(
        first,
        {
          weight: graph.parameter("bn1.weight", [4], one),
          bias: graph.parameter("bn1.bias", [4]),
          runningMean: graph.state("bn1.running_mean", [4]),
          runningVariance: graph.state("bn1.running_var", [4], one),
        },
        { mode },
      );
  const second = relu(layer("conv2", maxPool(relu(rescaled), { kernel: 2, stride: 2 }), 8));
  const weight = graph.parameter("fc.weight", [2, 8], { kind: "uniform", bound: 0.35 });
  const logits = linear(mean(second, [2, 3, 4]), weight, graph.parameter("fc.bias", [2]));
  return { graph, logits, loss: crossEntropy(logits, labels) };
}

/** Bright balls (label 1) and bright planes (label 0) in noise: their means agree, their shapes do not. */
function shapes(count: number, seed: number) {
  const stream = randomStream(seed, "shapes");
  const image = new Float32Array(count * 512);
  const labels = new BigInt64Array(count);
  for (let n = 0; n < count; n++) {
    const ball = n % 2 === 0;
    labels[n] = ball ? 1n : 0n;
    const [cz, cy, cx] = [0, 1, 2].map(() => 2.5 + 2 * stream.uniform());
    const plane = 1 + Math.floor(6 * stream.uniform());
    for (let v = 0; v < 512; v++) {
      const [z, y, x] = [v >> 6, (v >> 3) & 7, v & 7];
      const inside = ball ? (z - cz) ** 2 + (y - cy) ** 2 + (x - cx) ** 2 < 6.2 : z === plane;
      image[n * 512 + v] = (inside ? 1 : 0) + 0.2 * stream.normal();
    }
  }
  return { image, labels };
}

const part = ({ image, labels }: ReturnType<typeof shapes>, from: number, to: number) => ({
  image: image.slice(from * 512, to * 512),
  labels: labels.slice(from, to),
});

const base = (
  made: ReturnType<typeof network>,
): Pick<TrainingStepOptions, "runtime" | "graph" | "loss" | "variables"> => {
  const variables = new Variables();
  initialise(made.graph, variables, 5);
  return { runtime, graph: made.graph, loss: made.loss, variables };
};

async function accuracy(variables: Variables): Promise<number> {
  const unseen = shapes(40, 2);
  const { graph, logits } = network(40, "eval");
  const program = untilFinished(await compile(graph, { runtime, variables, outputs: { logits } }));
  const { logits: out } = await program.run({ image: unseen.image });
  return (
    unseen.labels.reduce(
      (right, label, n) => right + (Number(out[2 * n + 1] > out[2 * n]) === Number(label) ? 1 : 0),
      0,
    ) / 40
  );
}

test("a small network learns to tell balls from planes, and so does its moving average", async () => {
  const made = network(8, "train");
  const step = untilFinished(
    await trainingStep({ ...base(made), optimiser: adam(), average: { decay: 0.8 }, clip: 5 }),
  );
  const seen = shapes(64, 1);
  const losses: number[] = [];
  for (let k = 0; k < 40; k++) {
    const from = (k * 8) % 64;
    const { loss, gradientNorm } = await step.run(part(seen, from, from + 8), { rate: 0.01 });
    expect(gradientNorm).toBeGreaterThan(0);
    losses.push(loss);
  }
  expect(losses[0]).toBeGreaterThan(0.5);
  expect(Math.max(...losses.slice(-8))).toBeLessThan(0.1);
  expect(await accuracy(step.variables)).toBeGreaterThan(0.95);
  expect(await accuracy(averaged(network(1, "eval").graph, step.variables))).toBeGreaterThan(0.95);
});

describe("accumulation over micro-batches", () => {
  const weights = async (micro: number) => {
    const made = network(micro, "train", false);
    const step = untilFinished(
      await trainingStep({
        ...base(made),
        optimiser: sgd({ momentum: 0.9 }),
        accumulate: micro === 12 ? "none" : "sum",
        outputs: { logits: made.logits },
        threads: 1,
      }),
    );
    const batch = shapes(12, 3);
    const report = { loss: 0, outputs: 0 };
    for (let k = 0; k < 2; k++) {
      const parts = Array.from({ length: 12 / micro }, (_, i) => part(batch, i * micro, (i + 1) * micro));
      const { loss, outputs } = await step.run(micro === 12 ? parts[0] : parts, { rate: 0.1 });
      Object.assign(report, { loss, outputs: outputs.length });
    }
    return { ...report, names: step.trained, after: step.trained.flatMap((name) => [...step.variables.get(name)]) };
  };

  test("three or six micro-batches move a network without batch normalisation as the whole batch does", async () => {
    const whole = await weights(12);
    expect(whole.names).toEqual(["conv1.weight", "conv2.weight", "fc.weight", "fc.bias"]);
    for (const micro of [4, 2]) {
      const parts = await weights(micro);
      expect(parts.outputs).toBe(12 / micro);
      // Sums in another order: float32 rounds each of the few thousand terms by at most 2⁻²⁴.
      expect(Math.abs(parts.loss - whole.loss)).toBeLessThan(1e-6);
      expect(relativeDistance(parts.after, whole.after)).toBeLessThan(1e-6);
    }
  });

  test("gradients of the step before are forgotten", async () => {
    const graph = new Graph();
    const w = graph.parameter("w", [1]);
    const x = graph.input("x", "float32", [1]);
    const step = untilFinished(
      await trainingStep({
        runtime,
        graph,
        loss: sum(mul(w, x)),
        optimiser: sgd(),
        accumulate: "sum",
      }),
    );
    const run = (...xs: number[]) =>
      step.run(
        xs.map((value) => ({ x: Float32Array.of(value) })),
        { rate: 1 },
      );
    await run(1, 3);
    expect(step.variables.get("w")[0]).toBe(-2);
    await run(10);
    expect(step.variables.get("w")[0]).toBe(-12);
  });

  test("several micro-batches need a step made for them", async () => {
    const step = untilFinished(await trainingStep({ ...base(network(2, "train")), optimiser: sgd() }));
    const batch = shapes(2, 1);
    await expect(step.run([batch, batch], { rate: 0.1 })).rejects.toThrow("2 micro-batches");
    await expect(step.run([], { rate: 0.1 })).rejects.toThrow("at least one");
  });
});

test("the same seed gives the same bytes, another one does not", async () => {
  const train = async (seed: number) => {
    const made = network(4, "train");
    const options = base(made);
    initialise(made.graph, options.variables!, seed);
    const step = untilFinished(
      await trainingStep({ ...options, optimiser: adam(), average: { decay: 0.9 }, threads: 2 }),
    );
    const batch = shapes(4, 1);
    for (let k = 0; k < 3; k++) await step.run(batch, { rate: 0.01 });
    return step.variables.names.map((name) => [name, Buffer.from(step.variables.get(name).buffer).toString("hex")]);
  };
  const first = await train(5);
  expect(await train(5)).toEqual(first);
  expect(await train(6)).not.toEqual(first);
});

test("a training that is interrupted goes on from its variables as if nothing had happened", async () => {
  const batch = shapes(4, 1);
  const start = async (variables: Variables, steps: number) => {
    const made = network(4, "train");
    const step = untilFinished(
      await trainingStep({ ...base(made), variables, optimiser: adam(), average: { decay: 0.9 } }),
    );
    for (let k = 0; k < steps; k++) await step.run(batch, { rate: 0.01 });
    return step.variables;
  };
  const fresh = () => base(network(4, "train")).variables!;
  const whole = await start(fresh(), 4);
  const halves = await start(await start(fresh(), 2), 2);
  for (const name of whole.names) expect([...halves.get(name)], name).toEqual([...whole.get(name)]);
});

describe("what does not move", () => {
  test("parameters that the loss does not depend on, and those that are not named", async () => {
    const graph = new Graph();
    const [w, v] = [graph.parameter("w", [1]), graph.parameter("v", [1])];
    graph.parameter("idle", [1]);
    const variables = new Variables();
    variables.declare(graph);
    for (const name of variables.names) variables.set(name, [1]);
    const step = untilFinished(
      await trainingStep({
        runtime,
        graph,
        loss: sum(mul(w, v)),
        parameters: [w],
        optimiser: adam({ weightDecay: 0.1 }),
        variables,
      }),
    );
    await step.run({}, { rate: 0.1 });
    expect(step.trained).toEqual(["w"]);
    expect(variables.get("w")[0]).toBeCloseTo(0.9, 6);
    expect([variables.get("v")[0], variables.get("idle")[0]]).toEqual([1, 1]);
    expect(variables.names.filter((name) => name.endsWith(":v") || name.endsWith(":idle"))).toEqual([]);
  });

  test("anything, when the loss is not a number", async () => {
    const graph = new Graph();
    const w = graph.parameter("w", [1]);
    const loss = sum(mul(w, graph.input("x", "float32", [1])));
    const step = untilFinished(await trainingStep({ runtime, graph, loss, optimiser: sgd() }));
    await expect(step.run({ x: Float32Array.of(Number.NaN) }, { rate: 1 })).rejects.toThrow(/loss is NaN in step 1/);
    expect([step.variables.get("w")[0], step.variables.get("step")[0]]).toEqual([0, 0]);
  });
});

test("a loss without parameters, or with more than one element, is refused", async () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  const w = graph.parameter("w", [2]);
  await expect(trainingStep({ runtime, graph, loss: sum(x), optimiser: sgd() })).rejects.toThrow(
    "none of the 1 parameters",
  );
  await expect(trainingStep({ runtime, graph, loss: add(x, w), optimiser: sgd() })).rejects.toThrow("shape [2]");
  await expect(trainingStep({ runtime, graph, loss: sum(w), optimiser: sgd(), clip: 0 })).rejects.toThrow("clip is 0");
});

describe("clipping by the length of all gradients", () => {
  const moved = async (clip: number) => {
    const graph = new Graph();
    const [a, b] = [graph.parameter("a", [1]), graph.parameter("b", [2])];
    const loss = add(sum(mul(a, 3)), sum(mul(b, graph.constant("float32", [2], [0, 4]))));
    const step = untilFinished(await trainingStep({ runtime, graph, loss, optimiser: sgd(), clip }));
    const { gradientNorm } = await step.run({}, { rate: 1 });
    return { norm: gradientNorm, a: step.variables.get("a")[0], b: step.variables.get("b")[1] };
  };

  test("a longer gradient is shortened to the limit, its direction kept", async () => {
    const { norm, a, b } = await moved(1);
    expect(norm).toBe(5);
    // PyTorch: 1 / (5 + 1e-6).
    expect(a).toBeCloseTo(-3 / (5 + 1e-6), 6);
    expect(b).toBeCloseTo(-4 / (5 + 1e-6), 6);
  });

  test("a shorter one is left as it is", async () => {
    expect(await moved(5.5)).toEqual({ norm: 5, a: -3, b: -4 });
  });
});

test("two steps over the same variables can take turns", async () => {
  const made = async (variables: Variables) => {
    const graph = new Graph();
    const w = graph.parameter("w", [3]);
    const loss = sum(mul(w, w));
    return untilFinished(await trainingStep({ runtime, graph, loss, optimiser: sgd(), variables }));
  };
  const variables = new Variables();
  const [first, second] = [await made(variables), await made(variables)];
  variables.set("w", [1, 2, 4]);
  // w - 0.25 * 2w halves w each time.
  for (const step of [first, second, first]) await step.run({}, { rate: 0.25 });
  expect([...variables.get("w")]).toEqual([0.125, 0.25, 0.5]);
});

test.each([
  { voxels: 4_000_000, kept: true },
  { voxels: 4_000_001, kept: false },
])("memory is kept for $voxels voxels: $kept", async ({ voxels, kept }) => {
  const asked: (boolean | undefined)[] = [];
  const watched = {
    Tensor: runtime.Tensor,
    InferenceSession: {
      create: (...[model, options]: Parameters<typeof runtime.InferenceSession.create>) => {
        asked.push(options.enableCpuMemArena);
        return runtime.InferenceSession.create(model, options);
      },
    },
  };
  const graph = new Graph();
  const loss = mean(mul(graph.input("image", "float32", [voxels]), graph.parameter("w", [1])));
  untilFinished(await trainingStep({ runtime: watched, graph, loss, optimiser: sgd() }));
  expect(asked).toContain(kept);
  expect(asked).not.toContain(!kept);
});
