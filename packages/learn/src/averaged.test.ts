import { describe, expect, test } from "vitest";
import { add, compile, Graph, mul, sum, Variables } from "@hilum/graph";
import { referencesFound, referenceText, titled } from "../../graph/src/test/plain/reference-folder.ts";
import { averaged } from "./averaged.ts";
import { sgd } from "./optimisers/sgd.ts";
import { updateGraph } from "./optimisers/update-graph.ts";
import { runtime } from "./test/evaluate.ts";
import { untilFinished } from "./test/until-finished.ts";
import { trainingStep } from "./training-step.ts";

describe.skipIf(!referencesFound)(titled("moving average against the published training"), () => {
  interface Reference {
    readonly average: { decay: number; start: number[]; values: number[][]; after: number[][] };
  }

  test("after each update", async () => {
    const { average }: Reference = JSON.parse(referenceText("optimisers.json"));
    const { decay, start, values, after } = average;
    // Gradient descent with rate 1 puts any value into the parameter.
    const graph = updateGraph({
      parameters: [{ name: "w", shape: [6] }],
      optimiser: sgd(),
      average: { decay, states: [] },
    });
    const variables = new Variables();
    const program = untilFinished(await compile(graph, { runtime, variables }));
    variables.set("average:w", start);
    for (const [index, value] of values.entries()) {
      variables.set("w", value);
      await program.run({ rate: Float32Array.of(0) });
      // The start is rounded once and every update twice, numbers below 1 by at most 2⁻²⁵ each.
      const got = variables.get("average:w");
      got.forEach((element, i) =>
        expect(Math.abs(element - after[index][i])).toBeLessThanOrEqual((2 * index + 3) * 2 ** -25),
      );
    }
  });
});

/** Σ w·x, with an unused parameter, a running mean of the inputs and a count of batches, as batch normalisation has. */
function toyNetwork(mode: "train" | "eval") {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2]);
  const w = graph.parameter("w", [2]);
  graph.parameter("unused", [1]);
  const running = graph.state("running_mean", [2]);
  const batches = graph.state("num_batches_tracked", []);
  if (mode === "train") {
    graph.update(running, add(mul(running, 0.5), mul(x, 0.5)));
    graph.update(batches, add(batches, 1));
  }
  return { graph, output: sum(mul(w, x)) };
}

test("the averaged model starts from the first parameters, takes running statistics along and leaves the rest alone", async () => {
  const { graph, output } = toyNetwork("train");
  const variables = new Variables();
  const step = untilFinished(
    await trainingStep({
      runtime,
      graph,
      loss: output,
      optimiser: sgd(),
      variables,
      average: { decay: 0.5 },
    }),
  );
  expect(() => averaged(new Graph(), new Variables())).toThrow("no moving average");
  // Filled after the step was made: published weights.
  variables.set("w", [8, 16]);
  variables.set("unused", [7]);
  const x = Float32Array.of(1, 2);
  await step.run({ x }, { rate: 1 });
  const once = averaged(toyNetwork("eval").graph, variables);
  await step.run({ x }, { rate: 1 });
  await step.run({ x }, { rate: 1 });
  expect([...variables.get("w")]).toEqual([5, 10]);
  const thrice = averaged(toyNetwork("eval").graph, variables);
  // w[0] is 8, then 7, 6, 5; the running mean 0, then 0.5, 0.75, 0.875; the count 0, then 1, 2, 3, rounded down each time.
  expect([...once.get("w")]).toEqual([7.5, 15]);
  expect([...thrice.get("w")]).toEqual([5.875, 11.75]);
  expect(thrice.names).toEqual(["w", "unused", "running_mean", "num_batches_tracked"]);
  expect([...thrice.get("unused")]).toEqual([7]);
  expect(thrice.get("running_mean")[0]).toBe(0.6875);
  expect(thrice.get("num_batches_tracked")[0]).toBe(2);

  const evaluation = toyNetwork("eval");
  const program = untilFinished(
    await compile(evaluation.graph, {
      runtime,
      variables: thrice,
      outputs: { output: evaluation.output },
    }),
  );
  expect((await program.run({ x }))["output"][0]).toBe(5.875 + 2 * 11.75);
});
