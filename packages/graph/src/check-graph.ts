import { GraphError } from "./graph-error.ts";
import type { Graph, GraphNode, Value } from "./graph.ts";
import { describeType, elementCount, sameShape, type TensorType } from "./tensor-type.ts";

/** What is wrong with a graph, and where. */
export interface GraphIssue {
  readonly code:
    | "foreign"
    | "undefined-input"
    | "order"
    | "type"
    | "shape"
    | "name"
    | "constant"
    | "update"
    | "unreachable-parameter";
  /** The value that it is about. */
  readonly value: string;
  readonly message: string;
}

/**
 * Everything that is wrong with a graph; an empty list if it is legal.
 *
 * Checked are: each input of an operation is defined before it, in the same graph; the shape rules still give the recorded types;
 * names are used once; shapes are whole and constants full; updates fit the states they go to; every parameter is used. Meant for
 * tests, after each pass that builds or changes a graph.
 */
export function checkGraph(graph: Graph): readonly GraphIssue[] {
  return [...values(graph), ...nodes(graph), ...updates(graph), ...parameters(graph)];
}

/**
 * Throws unless the graph is legal.
 *
 * @throws GraphError `illegal-graph` with every issue.
 */
export function requireLegalGraph(graph: Graph): void {
  const issues = checkGraph(graph);
  if (issues.length === 0) return;
  const lines = issues.map(({ code, value, message }) => `- ${value} (${code}): ${message}`);
  throw new GraphError("illegal-graph", `The graph has ${issues.length} errors:\n${lines.join("\n")}`);
}

/** Names, shapes and constants of every value that the graph declares or uses. */
function* values(graph: Graph): Generator<GraphIssue> {
  const holders = new Map<string, Value>();
  for (const value of allValues(graph)) {
    const { name, source } = value;
    const holder = holders.get(name);
    if (holder) yield issue("name", value, `the values ${holder.id} and ${value.id} have the same name.`);
    holders.set(name, value);
    if (value.graph !== graph) yield issue("foreign", value, "it belongs to another graph.");
    if (!value.shape.every((size) => Number.isInteger(size) && size >= 0)) {
      yield issue("shape", value, `[${value.shape.join(", ")}] is not made of whole numbers.`);
    }
    if (source.kind === "constant" && source.elements.length !== elementCount(value.shape)) {
      yield issue("constant", value, `${describeType(value)} with ${source.elements.length} elements.`);
    }
  }
}

/** Order, definitions and types of the operations. */
function* nodes(graph: Graph): Generator<GraphIssue> {
  const defined = new Set<Value>([...graph.inputs.values(), ...graph.parameters.values(), ...graph.states.values()]);
  const members = new Set(graph.nodes);
  for (const node of graph.nodes) {
    const [first] = node.outputs;
    for (const input of node.inputs) {
      const { source } = input;
      if (defined.has(input) || source.kind === "constant") continue;
      const late = source.kind === "node" && members.has(source.node);
      yield issue(
        late ? "order" : "undefined-input",
        first,
        `its input ${input.name} ${late ? "is computed after it" : "is not in the graph"}.`,
      );
    }
    yield* nodeTypes(node);
    for (const output of node.outputs) defined.add(output);
  }
}

function* nodeTypes({ operation, inputs, outputs, attributes }: GraphNode): Generator<GraphIssue> {
  let types: readonly TensorType[];
  try {
    types = operation.infer(inputs, attributes);
  } catch (cause) {
    yield issue(
      "type",
      outputs[0],
      `${operation.name} refuses its inputs: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
    return;
  }
  for (const [index, output] of outputs.entries()) {
    const type = types[index];
    if (!type) yield issue("type", output, `${operation.name} has ${types.length} outputs, not ${outputs.length}.`);
    else if (type.dtype !== output.dtype || !sameShape(type.shape, output.shape)) {
      yield issue(
        "type",
        output,
        `${operation.name} gives ${describeType(type)}, recorded is ${describeType(output)}.`,
      );
    }
  }
}

function* updates(graph: Graph): Generator<GraphIssue> {
  const computed = new Set(graph.nodes.flatMap((node) => node.outputs));
  for (const [name, next] of graph.updates) {
    const state = graph.states.get(name) ?? graph.parameters.get(name);
    if (!state) yield issue("update", next, `the graph has no state or parameter "${name}" for it.`);
    else if (state.dtype !== next.dtype || !sameShape(state.shape, next.shape)) {
      yield issue("update", state, `it is ${describeType(state)}, its update ${describeType(next)}.`);
    }
    if (next.source.kind === "node" && !computed.has(next))
      yield issue("update", next, `the update of ${name} is not in the graph.`);
  }
}

function* parameters(graph: Graph): Generator<GraphIssue> {
  const used = new Set([...graph.nodes.flatMap((node) => node.inputs), ...graph.updates.values()]);
  for (const parameter of graph.parameters.values()) {
    if (!used.has(parameter)) yield issue("unreachable-parameter", parameter, "no operation uses it.");
  }
}

function allValues(graph: Graph): ReadonlySet<Value> {
  return new Set([
    ...graph.inputs.values(),
    ...graph.parameters.values(),
    ...graph.states.values(),
    ...graph.nodes.flatMap((node) => [...node.inputs, ...node.outputs]),
    ...graph.updates.values(),
  ]);
}

function issue(code: GraphIssue["code"], value: Value, message: string): GraphIssue {
  return { code, value: value.name, message };
}
