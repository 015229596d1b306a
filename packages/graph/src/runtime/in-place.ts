import type { Graph, GraphNode, Value } from "../graph.ts";
import { sameShape } from "../tensor-type.ts";

/**
 * Whether the next value of a state may be written over the state while the graph runs.
 *
 * It may if its producer works element by element, every other reader of the state (or of a view of it) is an ancestor of the
 * producer, and no fusion can bring a reader that needs the whole state into the producer's kernel: ONNX Runtime fuses products and
 * convolutions with the element-wise steps behind them, and such steps, transpositions and slices in front of them into them.
 */
export function canUpdateInPlace(graph: Graph, state: Value, next: Value): boolean {
  if (next.source.kind !== "node" || !sameShape(state.shape, next.shape)) return false;
  // What nobody reads may be overwritten at any time.
  if (!graph.nodes.some((node) => node.inputs.includes(state))) return ![...graph.updates.values()].includes(state);
  const producer = next.source.node;
  if (!producer.operation.elementwise) return false;
  const aliases = new Set<Value>([state]);
  for (const node of graph.nodes) {
    if (node.operation.view && node.inputs.some((input) => aliases.has(input)))
      for (const output of node.outputs) aliases.add(output);
  }
  if ([...graph.updates].some(([name, value]) => name !== state.name && aliases.has(value))) return false;
  const behind = walk([producer], (node) => node.operation.elementwise === true || node.operation.view === true);
  // The kernels that could end in the producer: the steps themselves, and what feeds them.
  for (const node of behind.inside) {
    if (!node.inputs.every((input) => !aliases.has(input) || sameShape(input.shape, next.shape) || node.operation.view))
      return false;
  }
  const fed = walk([...behind.edge].flatMap(sources), (node) => foldable(node));
  if ([...behind.edge, ...fed.inside].some((node) => node.inputs.some((input) => aliases.has(input)))) return false;
  const ancestors = walk([producer], () => true).inside;
  return graph.nodes.every(
    (node) => ancestors.has(node) || !node.inputs.some((input) => aliases.has(input)) || node.operation.view,
  );
}

const foldable = ({ operation }: GraphNode): boolean =>
  operation.elementwise === true || operation.view === true || operation.name === "transpose";

const sources = (node: GraphNode): GraphNode[] =>
  node.inputs.flatMap(({ source }) => (source.kind === "node" ? [source.node] : []));

/** Nodes reached backwards as long as `through` holds, and the first ones where it does not. */
function walk(
  start: readonly GraphNode[],
  through: (node: GraphNode) => boolean,
): { inside: Set<GraphNode>; edge: Set<GraphNode> } {
  const inside = new Set<GraphNode>();
  const edge = new Set<GraphNode>();
  const stack = [...start];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (inside.has(node) || edge.has(node)) continue;
    if (!through(node)) edge.add(node);
    else {
      inside.add(node);
      stack.push(...sources(node));
    }
  }
  return { inside, edge };
}
