import { compile, type ElementArray, Graph, gradients, mul, add, sum, type Value, Variables } from "@hilum/graph";
import { filledImage, filledParameter, filledRadiomics } from "@hilum/graph/conformance";
import { loadOnnxRuntime } from "@hilum/graph/node";
import { expect } from "vitest";
import type { Backbone } from "../backbone.ts";
import { type Fusion, network, type NetworkOutput } from "../heads.ts";
import { Scope } from "../layers.ts";
import { crossEntropyCotangent, ntXentCotangent } from "./loss-cotangents.ts";
import { deviation, type Expected } from "./near.ts";

/** Outputs of one pass in a reference file. */
export interface ReferencePass {
  readonly logits: readonly (readonly number[])[];
  readonly embedding: Expected;
  readonly embeddingFull: readonly (readonly number[])[];
  readonly activations: Readonly<Record<string, Expected>>;
}

/** The parts of a reference file that a network's definition decides. */
export interface NetworkReference {
  readonly case: {
    readonly fusion: string;
    readonly size: readonly [number, number, number];
    readonly batch: number;
    readonly seed: string;
    readonly labels: readonly number[];
    readonly temperature: number;
    readonly narrow?: { readonly hidden: number; readonly embedding: number };
  };
  readonly parameterCount: number;
  readonly state: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly eval: ReferencePass;
  readonly train: ReferencePass;
  readonly gradients: readonly (Expected & { readonly name: string; readonly grad?: null; readonly zero?: boolean })[];
  readonly inputGradient: Expected;
  readonly runningStats: Readonly<Record<string, Expected>>;
}

const fusions: Readonly<Record<string, Fusion>> = {
  deep: "none",
  add: "add",
  lr_add: "learnable-add",
  cat: "mapped-concat",
  cat_only: "concat",
};

/** The published networks' four further labels. */
const auxiliary = [
  { name: "fc1", outputs: 2 },
  { name: "fc2", outputs: 2 },
  { name: "fc3", outputs: 2 },
  { name: "fc4", outputs: 1 },
];

/** A network of a reference case in a graph of its own. */
export function referenceNetwork(
  backbone: Backbone,
  { case: given }: Pick<NetworkReference, "case">,
  mode: "train" | "eval",
) {
  const graph = new Graph();
  const image = graph.input("image", "float32", [given.batch, 1, ...given.size]);
  const radiomics = graph.input("radiomics", "float32", [given.batch, 10]);
  const projection = given.narrow ? ([given.narrow.hidden, given.narrow.embedding] as const) : undefined;
  const output = network(new Scope(graph, mode), image, radiomics, {
    backbone,
    fusion: fusions[given.fusion],
    auxiliary,
    ...(projection && { projection }),
  });
  return { graph, image, output };
}

/** Image and radiomics features of a reference case. */
export function referenceInputs({
  case: { seed, batch, size },
}: Pick<NetworkReference, "case">): Record<string, ElementArray> {
  const voxels = size[0] * size[1] * size[2];
  const image = new Float32Array(batch * voxels);
  for (let sample = 0; sample < batch; sample++) image.set(filledImage(seed, sample, size), sample * voxels);
  return { image, radiomics: filledRadiomics(seed, batch) };
}

/** Variables of a graph filled by the reference's rule. */
export function filledVariables(graph: Graph, seed: string): Variables {
  const variables = new Variables();
  variables.declare(graph);
  for (const name of variables.names) variables.set(name, filledParameter(seed, name, variables.shapeOf(name)));
  return variables;
}

/** A run of a graph with filled parameters. */
export interface FilledRun {
  /** The elements of a float32 output. */
  readonly of: (name: string) => Float32Array;
  /** Parameters and states afterwards. */
  readonly variables: Variables;
}

/** Runs a graph once with filled parameters. */
export async function runFilled(
  graph: Graph,
  seed: string,
  outputs: Readonly<Record<string, Value>>,
  inputs: Readonly<Record<string, ElementArray>>,
): Promise<FilledRun> {
  const variables = filledVariables(graph, seed);
  const program = await compile(graph, { runtime: await loadOnnxRuntime(), outputs, variables, threads: 2 });
  const results = await program.run(inputs);
  await program.release();
  const of = (name: string): Float32Array => {
    const elements = results[name];
    if (!(elements instanceof Float32Array)) throw new Error(`There is no float32 output "${name}".`);
    return elements;
  };
  return { of, variables };
}

/** Largest deviations of a run: logits absolute, the others relative. */
export interface Deviations {
  readonly logits: number;
  readonly embedding: number;
  readonly activations: number;
}

/** Compares logits, embedding and activations with the reference. */
export async function comparePass(
  backbone: Backbone,
  reference: Pick<NetworkReference, "case"> & { readonly pass: ReferencePass },
  mode: "train" | "eval",
): Promise<Deviations> {
  const { graph, output } = referenceNetwork(backbone, reference, mode);
  const { pass } = reference;
  const names = Object.keys(pass.activations);
  const observed = names.map((name) => [`activation:${name}`, activation(output, name)] as const);
  const outputs = { logits: output.logits, embedding: output.embedding, ...Object.fromEntries(observed) };
  const { of } = await runFilled(graph, reference.case.seed, outputs, referenceInputs(reference));
  return {
    logits: Math.max(...pass.logits.flat().map((value, i) => Math.abs(value - of("logits")[i]))),
    embedding: deviation(of("embedding"), pass.embedding, "embedding"),
    activations: Math.max(...names.map((name) => deviation(of(`activation:${name}`), pass.activations[name], name))),
  };
}

/** Fails unless parameters and states are those of the reference, `structures` aside. */
export function expectState(backbone: Backbone, reference: NetworkReference, structures: readonly string[] = []): void {
  const { graph } = referenceNetwork(backbone, reference, "train");
  const own = [...graph.parameters.values(), ...graph.states.values()];
  const given = reference.state.filter(({ name }) => !structures.includes(name));
  const sorted = (rows: readonly { name: string; shape: readonly number[] }[]) =>
    rows.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).sort();
  expect(sorted(own)).toEqual(sorted(given));
  const count = [...graph.parameters.values()].reduce(
    (total, { shape }) => total + shape.reduce((a, b) => a * b, 1),
    0,
  );
  expect(count).toBe(reference.parameterCount);
}

/** Compares the gradients of CE + NT-Xent and the running statistics; returns the largest relative deviations. */
export async function compareGradients(backbone: Backbone, reference: NetworkReference) {
  const { graph, image, output } = referenceNetwork(backbone, reference, "train");
  const names = [...graph.parameters.keys()];
  const found = gradients(referenceLoss(output, reference), [image, ...graph.parameters.values()]);
  const pairs = ["image", ...names].map((name, i) => [`d:${name}`, found[i]] as const);
  const outputs = Object.fromEntries(pairs.flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const { of, variables } = await runFilled(graph, reference.case.seed, outputs, referenceInputs(reference));

  // What took no part in the loss has no gradient there, and none here.
  const untouched = reference.gradients.filter(({ grad }) => grad === null).map(({ name }) => name);
  expect(untouched.filter((name) => `d:${name}` in outputs)).toEqual([]);
  const largest = (rows: typeof reference.gradients): number =>
    Math.max(...rows.map((row) => deviation(of(`d:${row.name}`), row, row.name)));
  const rows = reference.gradients.filter(({ grad, zero }) => grad !== null && !zero);
  return {
    head: largest(rows.filter(({ name }) => isHead(name))),
    backbone: largest(rows.filter(({ name }) => !isHead(name))),
    image: deviation(of("d:image"), reference.inputGradient, "input"),
    runningStats: Math.max(
      0,
      ...Object.entries(reference.runningStats).map(([name, row]) => deviation(variables.get(name), row, name)),
    ),
  };
}

/** A loss with the gradients of CE + NT-Xent at the reference's own logits and embedding. */
function referenceLoss(output: NetworkOutput, { case: { labels, temperature }, train }: NetworkReference): Value {
  const weighted = (value: Value, by: readonly number[]): Value =>
    sum(mul(value, value.graph.constant("float32", value.shape, by)));
  return add(
    weighted(output.logits, crossEntropyCotangent(train.logits, labels)),
    weighted(output.embedding, ntXentCotangent(train.embeddingFull, labels, temperature)),
  );
}

const isHead = (name: string): boolean => /^(fc|class_layers|contrastive|radiomics_fc|weight[12]$)/.test(name);

function activation(output: NetworkOutput, name: string): Value {
  const value = output.activations.get(name);
  if (!value)
    throw new Error(`The network does not observe ${name}; it has ${[...output.activations.keys()].join(", ")}.`);
  return value;
}
