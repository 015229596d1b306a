import { GraphError } from "./graph-error.ts";
import type { Initial } from "./initial.ts";
import type { Attributes, Operation } from "./operation.ts";
import { type DType, type ElementArray, elementCount, type Shape, type TensorType, toElements } from "./tensor-type.ts";

/** Where a value comes from. */
export type Source =
  | { readonly kind: "input" | "parameter" | "state" }
  | { readonly kind: "constant"; readonly elements: ElementArray }
  | { readonly kind: "node"; readonly node: GraphNode; readonly index: number };

/** A tensor of static shape and type in a graph, before anything has run. */
export interface Value extends TensorType {
  readonly graph: Graph;
  /** Position in order of creation; unique in its graph. */
  readonly id: number;
  readonly name: string;
  readonly source: Source;
}

/** One operation applied to values. */
export interface GraphNode {
  readonly id: number;
  readonly operation: Operation;
  readonly attributes: Attributes;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/**
 * A computation: values and the operations between them, in the order they were made (which is a topological one).
 *
 * Operations are free functions (`add(x, y)`, `conv(x, w, { padding: 1 })`): they find the graph in their inputs. An operation on
 * the same inputs with the same attributes is made once and shared.
 */
export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly inputs = new Map<string, Value>();
  readonly parameters = new Map<string, Value>();
  readonly states = new Map<string, Value>();
  /** What each state (or parameter) becomes after a run, by name. */
  readonly updates = new Map<string, Value>();
  /** How parameters and states start, by name; without an entry they start at 0. */
  readonly initials = new Map<string, Initial>();
  #count = 0;
  readonly #known = new Map<string, GraphNode>();
  readonly #constants = new Map<string, Value>();

  /** What is given anew with every run: images, labels, dropout masks, the learning rate. */
  input(name: string, dtype: DType, shape: Shape): Value {
    return this.#declare(this.inputs, "input", name, { dtype, shape });
  }

  /** What is trained. Names are those of PyTorch's state_dict. */
  parameter(name: string, shape: Shape, initial?: Initial): Value {
    if (initial) this.initials.set(name, initial);
    return this.#declare(this.parameters, "parameter", name, { dtype: "float32", shape });
  }

  /** What is kept from run to run but not trained: running statistics, moments of an optimiser. */
  state(name: string, shape: Shape, initial?: Initial): Value {
    if (initial) this.initials.set(name, initial);
    return this.#declare(this.states, "state", name, { dtype: "float32", shape });
  }

  /**
   * After each run, the state or parameter takes this value.
   *
   * @throws GraphError `update` if it is neither a state nor a parameter, or the types differ, or it is updated twice.
   */
  update(state: Value, next: Value): void {
    if (state.source.kind !== "state" && state.source.kind !== "parameter") {
      throw new GraphError("update", `${state.name} is no state or parameter, so it cannot be updated.`);
    }
    if (
      state.dtype !== next.dtype ||
      elementCount(state.shape) !== elementCount(next.shape) ||
      state.shape.length !== next.shape.length
    ) {
      throw new GraphError(
        "update",
        `${state.name} has shape [${state.shape.join(", ")}], its update [${next.shape.join(", ")}].`,
      );
    }
    if (this.updates.has(state.name)) throw new GraphError("update", `${state.name} is updated twice in one run.`);
    this.updates.set(state.name, next);
  }

  /** A tensor that is part of the graph; equal small ones are shared. */
  constant(dtype: DType, shape: Shape, elements: ElementArray | readonly number[]): Value {
    const array = toElements(dtype, elements);
    if (array.length !== elementCount(shape)) {
      throw new GraphError(
        "constant",
        `A constant of shape [${shape.join(", ")}] needs ${elementCount(shape)} elements; ${array.length} were given.`,
      );
    }
    const key = array.length <= 64 ? `${dtype}[${shape.join(",")}]${array.join(",")}` : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const value = this.#value(`constant_${this.#count}`, { dtype, shape }, { kind: "constant", elements: array });
    if (key !== undefined) this.#constants.set(key, value);
    return value;
  }

  /** A float32 constant of shape []. */
  scalar(value: number): Value {
    return this.constant("float32", [], [value]);
  }

  /** Adds one operation; `apply` is its typed form. */
  add(operation: Operation, inputs: readonly Value[], attributes: Attributes): readonly Value[] {
    for (const input of inputs) {
      if (input.graph !== this)
        throw new GraphError("two-graphs", `${operation.name}: ${input.name} belongs to another graph.`);
    }
    const key = `${operation.name}(${inputs.map((value) => value.id).join(",")})${JSON.stringify(attributes)}`;
    const known = this.#known.get(key);
    if (known) return known.outputs;
    const types = operation.infer(inputs, attributes);
    const outputs: Value[] = [];
    const node: GraphNode = { id: this.#count++, operation, attributes, inputs, outputs };
    types.forEach((type, index) => {
      outputs.push(
        this.#value(`${operation.name}_${node.id}${types.length > 1 ? `.${index}` : ""}`, type, {
          kind: "node",
          node,
          index,
        }),
      );
    });
    this.nodes.push(node);
    this.#known.set(key, node);
    return outputs;
  }

  #declare(table: Map<string, Value>, kind: "input" | "parameter" | "state", name: string, type: TensorType): Value {
    if (this.inputs.has(name) || this.parameters.has(name) || this.states.has(name)) {
      throw new GraphError("name-taken", `The graph already has an input, parameter or state called "${name}".`);
    }
    if (!type.shape.every((size) => Number.isInteger(size) && size >= 0)) {
      throw new GraphError("shape", `${name}: the shape [${type.shape.join(", ")}] is not made of whole numbers.`);
    }
    const value = this.#value(name, type, { kind });
    table.set(name, value);
    return value;
  }

  #value(name: string, type: TensorType, source: Source): Value {
    return { graph: this, id: this.#count++, name, dtype: type.dtype, shape: [...type.shape], source };
  }
}
