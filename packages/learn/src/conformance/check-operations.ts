import { cotangents, Graph, type Value, Variables } from "@hilum/graph";
import { filledParameter, signedValues } from "@hilum/graph/conformance";
import { compareNumbers, compareTensor, type ExpectedTensor } from "./compare-tensor.ts";
import { guarded } from "./guarded.ts";
import { builderOf, type OperationAttributes } from "./operation-builders.ts";
import { runOnce } from "./run-program.ts";
import type { FileUnderCheck } from "./setting.ts";
import { checkShiftMask, type ShiftMaskReference } from "./swin-modules.ts";

interface Fill {
  readonly shape: readonly number[];
  readonly scale?: number;
  readonly shift?: number;
}

interface ReferenceOperation {
  readonly name: string;
  readonly inputs: Readonly<Record<string, Fill>>;
  /** A module's parameters, filled by the parameters' rule. */
  readonly parameters?: {
    readonly seed: string;
    readonly shapes: Readonly<Record<string, readonly number[]>>;
  };
  readonly attributes?: OperationAttributes;
  readonly output: ExpectedTensor;
  readonly gradients: Readonly<Record<string, ExpectedTensor>>;
  readonly runningMean?: readonly number[];
  readonly runningVar?: readonly number[];
}

/** A file of schema `hilum-operations-1`. */
export interface OperationsReference {
  readonly operations: readonly ReferenceOperation[];
  readonly shiftMask?: ShiftMaskReference;
}

/** float32 keeps 2⁻²⁴ relative; sums of some hundred terms lose a few bits more. */
const single = 64 * 2 ** -24;
/** Modules of several layers: Swin's column in the references' README. */
const module = { output: 1e-5, gradients: 1e-4 };

/** Checks single operations and modules, forward and gradient, through the engine. */
export async function checkOperations(
  file: FileUnderCheck,
  { operations, shiftMask }: OperationsReference,
): Promise<void> {
  for (const operation of operations) {
    const own = { ...file, id: `${file.id}/${operation.name}` };
    await guarded(own, (each) => checkOperation(each, operation));
  }
  if (shiftMask) await guarded({ ...file, id: `${file.id}/shiftMask` }, (each) => checkShiftMask(each, shiftMask));
}

async function checkOperation(file: FileUnderCheck, operation: ReferenceOperation): Promise<void> {
  const { record, id } = file;
  const { name, inputs, parameters, attributes = {}, output, gradients } = operation;
  const build = builderOf(name);
  if (!build) {
    const why = parameters
      ? `the networks do not hand out a module ${name}`
      : `the operation ${name} is not implemented`;
    record.skip(id, why);
    return;
  }
  const graph = new Graph();
  const values = new Map(
    Object.entries(inputs).map(([input, { shape }]) => [input, graph.input(input, "float32", shape)]),
  );
  const y = build({
    inputs: Object.fromEntries(values),
    attributes,
    name,
    shape: output.shape ?? [],
    parameters: Object.keys(parameters?.shapes ?? {}),
  });
  if (parameters) {
    const shapes = new Map([...graph.parameters].map(([key, { shape }]) => [key, shape]));
    for (const [key, shape] of Object.entries(parameters.shapes)) {
      record.same(`${id}/parameters/${key}`, shapes.get(key), shape);
      shapes.delete(key);
    }
    record.same(`${id}/parameters`, [...shapes.keys()], []);
  }
  const names = Object.keys(gradients);
  const cotangent = graph.input("cotangent", "float32", y.shape);
  const slopes = slopesOf(y, cotangent, names, values);
  const variables = new Variables();
  variables.declare(graph);
  for (const key of variables.names) variables.set(key, filledParameter(`micro/${name}`, key, variables.shapeOf(key)));

  const filled = (key: string, { shape, scale = 1, shift = 0 }: Fill): Float32Array =>
    Float32Array.from(signedValues(`micro/${name}/${key}`, elements(shape)), (s) => scale * s + shift);
  const feeds = Object.entries({ ...inputs, cotangent: { shape: y.shape } }).map(([key, fill]) => [
    key,
    filled(key, fill),
  ]);
  const outputs = { output: y, ...slopes };
  const got = await runOnce(file.setting, {
    graph,
    outputs,
    inputs: Object.fromEntries(feeds),
    variables,
  });

  const compare = (key: string, expected: ExpectedTensor, tolerance: number): void =>
    compareTensor(record, {
      id: `${id}/${key}`,
      tag: key.replace("gradients/", ""),
      got: got.get(key),
      expected,
      tolerance,
    });
  compare("output", output, parameters ? module.output : single);
  for (const key of names) compare(`gradients/${key}`, gradients[key], parameters ? module.gradients : single);
  for (const [key, expected] of [
    ["running_mean", operation.runningMean],
    ["running_var", operation.runningVar],
  ] as const) {
    if (!expected) continue;
    const own = variables.has(key) ? variables.get(key) : [];
    compareNumbers(record, {
      id: `${id}/${key}`,
      got: own,
      expected,
      tolerance: single * Math.hypot(...expected),
    });
  }
}

/** The gradients by inputs and parameters, as far as there are any, under the names `gradients/NAME`. */
function slopesOf(
  y: Value,
  cotangent: Value,
  names: readonly string[],
  inputs: ReadonlyMap<string, Value>,
): Readonly<Record<string, Value>> {
  const known = names.flatMap((name) => {
    const value = inputs.get(name) ?? y.graph.parameters.get(name);
    return value ? [{ name, value }] : [];
  });
  const slopes = cotangents(
    y,
    cotangent,
    known.map(({ value }) => value),
  );
  return Object.fromEntries(
    known.flatMap(({ name }, i) => {
      const slope = slopes[i];
      return slope ? [[`gradients/${name}`, slope] as const] : [];
    }),
  );
}

function elements(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
