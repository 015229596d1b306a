import { GraphError } from "./graph-error.ts";
import type { Value } from "./graph.ts";
import type { NodeWriter } from "./onnx/node-writer.ts";
import type { TensorType } from "./tensor-type.ts";

/** Settings of one use of an operation: plain data, so that equal ones can be recognised. */
export type Attributes = Readonly<Record<string, number | string | boolean | readonly number[]>>;

/** What a gradient rule is given. */
export interface GradientContext<A extends Attributes = Attributes> {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** d loss / d output, for each output that the loss depends on. */
  readonly cotangents: readonly (Value | undefined)[];
  readonly attributes: A;
  /** Which inputs need a gradient; computing others would be waste. */
  readonly wanted: readonly boolean[];
}

/**
 * A kind of operation: its shape rule, how it is written as ONNX nodes, and its gradient, made of other operations.
 */
export interface Operation<A extends Attributes = Attributes> {
  readonly name: string;
  /** Types of the outputs; throws a GraphError that names the shapes if the inputs do not fit. */
  infer(inputs: readonly TensorType[], attributes: A): readonly TensorType[];
  /** Writes ONNX nodes that compute `outputs` from `inputs` (names of values). */
  write(writer: NodeWriter, use: NodeUse<A>): void;
  /** d loss / d input for every wanted input; undefined where it is zero. Absent: the operation has no gradient. */
  gradient?(context: GradientContext<A>): readonly (Value | undefined)[];
  /** Nothing behind it has a gradient through it (PyTorch: detach). */
  readonly stopsGradient?: boolean;
  /** Output 0 may share memory with input 0 (a view); matters for updates in place. */
  readonly view?: boolean;
  /** Each output element depends only on the same element of the inputs that have its shape. */
  readonly elementwise?: boolean;
}

export interface NodeUse<A extends Attributes = Attributes> {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly inputTypes: readonly TensorType[];
  readonly outputTypes: readonly TensorType[];
  readonly attributes: A;
}

/** Checks an operation's definition against its type; the attributes' type is kept for `apply`. */
export function defineOperation<A extends Attributes>(operation: Operation<A>): Operation<A> {
  return operation;
}

/** Applies an operation to values of one graph and returns its outputs. */
export function apply<A extends Attributes>(
  operation: Operation<A>,
  inputs: readonly Value[],
  attributes: A,
): readonly Value[] {
  const graph = inputs[0]?.graph;
  if (!graph) throw new GraphError("no-input", `${operation.name} needs at least one input.`);
  return graph.add(operation, inputs, attributes);
}

/** Applies an operation with one output. */
export function applyOne<A extends Attributes>(
  operation: Operation<A>,
  inputs: readonly Value[],
  attributes: A,
): Value {
  return apply(operation, inputs, attributes)[0];
}
