import { GraphError } from "../graph-error.ts";
import type { Graph, GraphNode, Value } from "../graph.ts";
import { type DType, type ElementArray, type Shape, toElements } from "../tensor-type.ts";
import type { NodeWriter, OnnxAttribute } from "./node-writer.ts";
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from "./onnx-model.ts";

export interface OnnxOptions {
  /** Values of parameters and states to store in the model; the others become inputs. */
  readonly stored?: ReadonlyMap<string, Float32Array>;
  readonly metadata?: ReadonlyMap<string, string>;
  /** Channels of a block of this machine's ONNX Runtime (`channelBlock`); without it the model runs everywhere. */
  readonly channelBlock?: number | undefined;
}

/**
 * Writes the part of a graph that the outputs need as an ONNX model. Inputs, and the parameters and states that are not stored,
 * become model inputs of the same name; an output that is itself an input is passed through `Identity`.
 */
export function graphToOnnx(graph: Graph, outputs: ReadonlyMap<string, Value>, options: OnnxOptions = {}): OnnxModel {
  const { stored = new Map(), metadata = new Map() } = options;
  const needed = neededNodes(graph, outputs.values());
  const nodes: OnnxNode[] = [];
  const writer = new CollectingWriter(nodes, options.channelBlock);
  const used = new Set<Value>(outputs.values());
  // A value computed by a node carries the name of the first output that it is; no copy is needed then.
  for (const [name, value] of outputs)
    if (value.source.kind === "node" && !writer.renamed.has(value)) writer.renamed.set(value, outputName(name));
  for (const node of graph.nodes) {
    if (!needed.has(node)) continue;
    for (const input of node.inputs) used.add(input);
    writer.begin(node);
    node.operation.write(writer, {
      inputs: node.inputs.map((value) => writer.nameOf(value)),
      outputs: node.outputs.map((value) => writer.nameOf(value)),
      inputTypes: node.inputs,
      outputTypes: node.outputs,
      attributes: node.attributes,
    });
  }
  for (const [name, value] of outputs) {
    if (value.graph !== graph) throw new GraphError("two-graphs", `The output "${name}" belongs to another graph.`);
    if (writer.nameOf(value) === outputName(name)) continue;
    nodes.push({
      name: `output/${name}`,
      type: "Identity",
      domain: "",
      inputs: [writer.nameOf(value)],
      outputs: [outputName(name)],
      attributes: {},
    });
  }
  const inputs: OnnxValue[] = [];
  const initializers: OnnxTensor[] = [...writer.constants.values()];
  for (const value of [...graph.inputs.values(), ...graph.parameters.values(), ...graph.states.values()]) {
    if (!used.has(value)) continue;
    const { name, dtype, shape } = value;
    const elements = stored.get(name);
    if (elements) initializers.push({ name, dtype, shape, elements });
    else inputs.push({ name, dtype, shape });
  }
  const outputValues = [...outputs].map(([name, { dtype, shape }]) => ({ name: outputName(name), dtype, shape }));
  return { inputs, outputs: outputValues, initializers, nodes: leavesLast(nodes), metadata };
}

/** Output names live in the same space as inputs in ONNX: an updated state comes out under another name. */
export function outputName(name: string): string {
  return `${name}:out`;
}

/**
 * Nodes that no other node reads, moved to the end, the first made last.
 *
 * ONNX Runtime works through a graph from its last leaf to its first, each with all it needs. In this order the forward pass comes
 * first and each gradient as soon as it can be had, so that what it is made of can be freed; in the order in which they were made, every
 * cotangent of the backward pass would stay in memory until the first layer's gradient is done.
 */
function leavesLast(nodes: readonly OnnxNode[]): OnnxNode[] {
  const read = new Set(nodes.flatMap((node) => node.inputs));
  const isLeaf = (node: OnnxNode): boolean => !node.outputs.some((name) => read.has(name));
  return [...nodes.filter((node) => !isLeaf(node)), ...nodes.filter(isLeaf).toReversed()];
}

function neededNodes(graph: Graph, outputs: Iterable<Value>): ReadonlySet<GraphNode> {
  const needed = new Set<GraphNode>();
  const want = (value: Value): void => {
    if (value.source.kind === "node") needed.add(value.source.node);
  };
  for (const output of outputs) want(output);
  for (let i = graph.nodes.length - 1; i >= 0; i--) {
    const node = graph.nodes[i];
    if (needed.has(node)) node.inputs.forEach(want);
  }
  return needed;
}

class CollectingWriter implements NodeWriter {
  readonly constants = new Map<string, OnnxTensor>();
  /** Values that go by another name than their own. */
  readonly renamed = new Map<Value, string>();
  readonly #nodes: OnnxNode[];
  #prefix = "";
  #count = 0;

  readonly channelBlock: number | undefined;

  constructor(nodes: OnnxNode[], channelBlock: number | undefined) {
    this.channelBlock = channelBlock;
    this.#nodes = nodes;
  }

  begin(node: GraphNode): void {
    this.#prefix = `${node.operation.name}_${node.id}`;
    this.#count = 0;
  }

  node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = "",
  ): void {
    this.#nodes.push({ name: `${this.#prefix}/${type}_${this.#count++}`, type, domain, inputs, outputs, attributes });
  }

  temporary(hint: string): string {
    return `${this.#prefix}/${hint}_${this.#count++}`;
  }

  constant(dtype: DType, shape: Shape, elements: ElementArray | readonly number[]): string {
    const array = toElements(dtype, elements);
    const small = array.length <= 1024;
    const key = small ? `${dtype}[${shape.join(",")}]${array.join(",")}` : `${this.#prefix}/constant_${this.#count++}`;
    const known = this.constants.get(key);
    if (known) return known.name;
    const name = `c${this.constants.size}`;
    this.constants.set(key, { name, dtype, shape, elements: array });
    return name;
  }

  integers(values: readonly number[]): string {
    return this.constant(
      "int64",
      [values.length],
      BigInt64Array.from(values, (value) => BigInt(value)),
    );
  }

  nameOf(value: Value): string {
    if (value.source.kind !== "constant") return this.renamed.get(value) ?? value.name;
    return this.constant(value.dtype, value.shape, value.source.elements);
  }
}
