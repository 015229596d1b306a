import { describe, expect, test } from "vitest";
import { compile, Variables } from "@hilum/graph";
import { canUpdateInPlace } from "../../../graph/src/runtime/in-place.ts";
import { referencesFound, referenceText, titled } from "../../../graph/src/test/plain/reference-folder.ts";
import { runtime } from "../test/evaluate.ts";
import { untilFinished } from "../test/until-finished.ts";
import { adam, adamw } from "./adam.ts";
import type { Optimiser } from "./optimiser.ts";
import { sgd } from "./sgd.ts";
import { updateGraph, type UpdateGraphOptions } from "./update-graph.ts";

/** Runs updates of one parameter "w" and returns it after each. */
async function follow(
  optimiser: Optimiser,
  rate: number,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
  further: Partial<UpdateGraphOptions> = {},
): Promise<number[][]> {
  const graph = updateGraph({ parameters: [{ name: "w", shape: [start.length] }], optimiser, ...further });
  const variables = new Variables();
  const program = untilFinished(await compile(graph, { runtime, variables }));
  variables.set("w", start);
  const after: number[][] = [];
  for (const [index, gradient] of gradients.entries()) {
    variables.set("gradient:w", gradient);
    const scalars = Object.entries(optimiser.scalars).map(([name, of]) => [name, Float32Array.of(of(rate, index + 1))]);
    await program.run(Object.fromEntries(scalars));
    after.push([...variables.get("w")]);
  }
  return after;
}

interface Reference {
  readonly optimisers: readonly {
    readonly name: string;
    readonly start: readonly number[];
    readonly gradients: readonly (readonly number[])[];
    readonly f64: readonly (readonly number[])[];
  }[];
}

/** The five optimisers of the reference, in its order. */
const published: readonly { readonly name: string; readonly rate: number; readonly optimiser: Optimiser }[] = [
  { name: "Adam as in the study", rate: 1e-4, optimiser: adam({ betas: [0.9, 0.99] }) },
  { name: "Adam with decay in the gradient", rate: 1e-3, optimiser: adam({ betas: [0.9, 0.99], weightDecay: 1e-2 }) },
  { name: "AdamW", rate: 4e-4, optimiser: adamw({ weightDecay: 0.1 }) },
  {
    name: "SGD with Nesterov momentum",
    rate: 1e-2,
    optimiser: sgd({ momentum: 0.9, nesterov: true, weightDecay: 1e-4 }),
  },
  { name: "SGD with momentum", rate: 1e-3, optimiser: sgd({ momentum: 0.9, weightDecay: 1e-3 }) },
];

describe.skipIf(!referencesFound)(titled("optimisers against PyTorch"), () => {
  const { optimisers = [] }: Partial<Reference> = JSON.parse(referenceText("optimisers.json"));

  test("every reference has its optimiser", () => {
    expect(optimisers).toHaveLength(published.length);
  });

  test.each(published.map((row, index) => ({ ...row, index })))("$name", async ({ index, optimiser, rate }) => {
    const { start, gradients, f64 } = optimisers[index];
    const after = await follow(optimiser, rate, start, gradients);
    // Per step: storing the parameter rounds it by 2⁻²⁵ of itself (and AdamW's factor once more, and the start once), and about
    // ten roundings of 2⁻²⁴ go into the step, which is at most a few rates long.
    after.forEach((values, step) =>
      values.forEach((value, i) => {
        const allowed = (step + 2) * (2 ** -24 * Math.abs(start[i]) + 30 * 2 ** -24 * rate);
        expect(Math.abs(value - f64[step][i]), `step ${step + 1}, element ${i}`).toBeLessThanOrEqual(allowed);
      }),
    );
  });
});

test("plain gradient descent goes back by rate times gradient", async () => {
  expect(await follow(sgd(), 0.5, [1, 2], [[1, -4]])).toEqual([[0.5, 4]]);
});

test("an element without gradient does not move under Adam", async () => {
  expect(await follow(adam(), 0.1, [3, 0], [[0, 0]])).toEqual([[3, 0]]);
});

test("gradients can be scaled before they are used", async () => {
  const graph = updateGraph({ parameters: [{ name: "w", shape: [2] }], optimiser: sgd(), scale: "input" });
  const variables = new Variables();
  const program = untilFinished(await compile(graph, { runtime, variables }));
  variables.set("gradient:w", [3, -4]);
  await program.run({ rate: Float32Array.of(1), gradientScale: Float32Array.of(0.5) });
  expect([...variables.get("w")]).toEqual([-1.5, 2]);
});

describe("updates in place", () => {
  const parameters = [
    { name: "conv.weight", shape: [2, 3, 3] },
    { name: "scale", shape: [] },
    { name: "weight1", shape: [1] },
  ];
  const average = {
    decay: 0.9997,
    states: [
      { name: "running_mean", shape: [2] },
      { name: "batches", shape: [] },
    ],
  };
  const variants = published.flatMap((row) => [
    { ...row, further: {} },
    { ...row, name: `${row.name}, scaled and averaged`, further: { scale: "input" as const, average } },
  ]);

  test.each(variants)("$name: every state is written over itself", ({ optimiser, further }) => {
    const graph = updateGraph({ parameters, optimiser, ...further });
    const inTwoBuffers = [...graph.updates].filter(
      ([name, next]) => !canUpdateInPlace(graph, (graph.states.get(name) ?? graph.parameters.get(name))!, next),
    );
    expect(inTwoBuffers.map(([name]) => name)).toEqual([]);
    expect(graph.updates.size).toBeGreaterThanOrEqual(parameters.length);
  });

  test("the arrays that the variables hold are the same ones after an update", async () => {
    const graph = updateGraph({ parameters, optimiser: adam(), average });
    const variables = new Variables();
    const program = untilFinished(await compile(graph, { runtime, variables }));
    const before = variables.names.map((name) => variables.get(name));
    variables.set("gradient:conv.weight", new Float32Array(18).fill(1));
    await program.run({ stepSize: Float32Array.of(0.1), epsilon: Float32Array.of(1e-8) });
    expect(variables.names.map((name, index) => variables.get(name) === before[index])).toEqual(before.map(() => true));
    expect(variables.get("conv.weight")[0]).not.toBe(0);
  });
});

test("options outside their range are refused", () => {
  expect(() => adam({ betas: [0.9, 1] })).toThrow("betas[1] is 1");
  expect(() => adam({ epsilon: 0 })).toThrow("epsilon is 0");
  expect(() => sgd({ momentum: -0.1 })).toThrow("momentum is -0.1");
  expect(() => adamw({ weightDecay: Number.NaN })).toThrow("weightDecay is NaN");
});
