import { cotangents, Graph, transpose, type Value } from "@hilum/graph";
import { signedValues } from "@hilum/graph/conformance";
import { describe, expect, test } from "vitest";
import { Scope } from "../layers.ts";
import { deviation, type Expected } from "../test/near.ts";
import { referencesFound, referenceText, titled } from "../../../graph/src/test/plain/reference-folder.ts";
import { runFilled } from "../test/reference-network.ts";
import { patchMerging } from "./patch-merging.ts";
import { shiftMask } from "./shift-mask.ts";
import { swinStage } from "./swin-stage.ts";
import { windowAttention } from "./window-attention.ts";
import type { Triple } from "./windows.ts";

interface ReferenceModule {
  readonly name: string;
  readonly parameters: { readonly shapes: Readonly<Record<string, readonly number[]>> };
  readonly inputs: { readonly x: { readonly shape: readonly number[] } };
  readonly output: Expected;
  readonly gradients: Readonly<Record<string, Expected>>;
}

interface Reference {
  readonly operations?: readonly ReferenceModule[];
  readonly shiftMask?: {
    readonly dims: Triple;
    readonly window: Triple;
    readonly shift: Triple;
    readonly shape: readonly number[];
    readonly masked: number;
    readonly value: number;
    readonly rowSums: readonly number[];
  };
}

const reference: Reference = JSON.parse(referenceText("operations.json"));

const layer = (scope: Scope, x: Value): Value => {
  const last = swinStage(scope, transpose(x, [0, 2, 3, 4, 1]), { depth: 2, heads: 3, window: 3 });
  return transpose(last, [0, 4, 1, 2, 3]);
};

const modules: Readonly<Record<string, (scope: Scope, x: Value) => Value>> = {
  "window-attention": (scope, x) => windowAttention(scope, x, { heads: 3, window: 3 }),
  "window-attention-small-window": (scope, x) => windowAttention(scope, x, { heads: 3, window: 3 }),
  "basic-layer-shift-pad-merge": layer,
  "basic-layer-mixed-window": layer,
  "patch-merging-legacy": patchMerging,
};

/** The tolerance of Swin's gradients in the reference's README. */
const tolerance = 1e-4;

describe.skipIf(!referencesFound)(titled("MONAI's Swin modules in float64"), () => {
  const byName = new Map((reference.operations ?? []).map((operation) => [operation.name, operation]));

  test.each(Object.keys(modules))("%s: output and gradients of input and parameters", async (name) => {
    const { inputs, parameters, output: expected, gradients } = byName.get(name)!;
    const seed = `micro/${name}`;
    const graph = new Graph();
    const x = graph.input("x", "float32", inputs.x.shape);
    const output = modules[name](new Scope(graph, "train"), x);
    const shapes = Object.fromEntries([...graph.parameters].map(([key, { shape }]) => [key, shape]));
    expect(shapes).toEqual(parameters.shapes);
    expect(output.shape).toEqual(expected.shape);

    const filled = (key: string, shape: readonly number[]) =>
      Float32Array.from(
        signedValues(
          `${seed}/${key}`,
          shape.reduce((a, b) => a * b),
        ),
      );
    const cotangent = graph.constant("float32", output.shape, filled("cotangent", output.shape));
    const names = ["x", ...graph.parameters.keys()];
    const found = cotangents(output, cotangent, [x, ...graph.parameters.values()]);
    const outputs = Object.fromEntries(names.map((key, i) => [`d:${key}`, found[i]!]));
    const { of } = await runFilled(graph, seed, { output, ...outputs }, { x: filled("x", x.shape) });
    expect(deviation(of("output"), expected, "output")).toBeLessThan(1e-5);
    for (const key of names) expect(deviation(of(`d:${key}`), gradients[key], key), key).toBeLessThan(tolerance);
    expect(names.toSorted()).toEqual(Object.keys(gradients).toSorted());
  });

  test("tokens that only the moving of windows brought together are masked", async () => {
    const { dims, window, shift, shape, masked, value, rowSums } = reference.shiftMask!;
    const graph = new Graph();
    const mask = shiftMask(graph, { window, shift, padded: dims })!;
    expect(mask.shape).toEqual([shape[0], 1, ...shape.slice(1)]);
    const { of } = await runFilled(graph, "", { mask }, {});
    const values = of("mask");
    expect(values.filter((element) => element === value)).toHaveLength(masked);
    expect(values.filter((element) => element === 0)).toHaveLength(values.length - masked);
    const rows = rowSums.map((_, row) =>
      values
        .subarray(row * shape[2], (row + 1) * shape[2])
        .reduce((count, element) => count + (element === 0 ? 0 : 1), 0),
    );
    expect(rows).toEqual(rowSums);
  });
});
