import type { Graph, GraphNode, Value } from "./graph.ts";
import type { Attributes } from "./operation.ts";
import { describeType } from "./tensor-type.ts";

/** Longest list of numbers that is written out. */
const shortList = 8;

/**
 * A graph as text: inputs, parameters and states, one line for each operation, and what states become after a run.
 *
 * ```
 * input x: float32 [2, 3]
 * parameter w: float32 [4, 3]
 * %2 matmul_2: float32 [2, 4] = matmul(x, w) transposeA=0 transposeB=1
 * update w = sub_7
 * ```
 */
export function printGraph(graph: Graph): string {
  const lines = [
    ...declared("input", graph.inputs),
    ...declared("parameter", graph.parameters),
    ...declared("state", graph.states),
    ...graph.nodes.map(nodeLine),
    ...[...graph.updates].map(([name, value]) => `update ${name} = ${reference(value)}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function declared(kind: string, table: ReadonlyMap<string, Value>): string[] {
  return [...table.values()].map((value) => `${kind} ${value.name}: ${describeType(value)}`);
}

function nodeLine({ id, operation, attributes, inputs, outputs }: GraphNode): string {
  const made = outputs.map((value) => `${value.name}: ${describeType(value)}`).join(", ");
  const call = `${operation.name}(${inputs.map(reference).join(", ")})`;
  return [`%${id} ${made} = ${call}`, ...settings(attributes)].join(" ");
}

function settings(attributes: Attributes): string[] {
  return Object.entries(attributes).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
}

/** A value by its name; short constants by their elements. */
function reference({ name, shape, dtype, source }: Value): string {
  if (source.kind !== "constant") return name;
  const count = Math.min(shortList, source.elements.length);
  const elements = Array.from({ length: count }, (_, i) => Number(source.elements[i]));
  const text = elements.map((element) => (dtype === "float32" ? Number(element.toPrecision(6)) : element)).join(", ");
  if (shape.length === 0) return text;
  return `[${shape.join(", ")}]{${text}${source.elements.length > shortList ? ", …" : ""}}`;
}
