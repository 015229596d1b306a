import {
  add,
  batchNorm as normaliseBatch,
  conv,
  type Graph,
  type Initial,
  linear as multiply,
  type PerAxis,
  type Shape,
  stopGradient,
  type Value,
} from "@hilum/graph";

/** Whether batch statistics are used and updated, and dropout is on. */
export type Mode = "train" | "eval";

/**
 * A place in a network: parameters made here get the place's name in front, as in PyTorch's state_dict
 * (`layer1.0.conv1.weight`).
 */
export class Scope {
  readonly graph: Graph;
  readonly mode: Mode;
  /** Values worth looking at by module name, shared by all places of one network. */
  readonly activations: Map<string, Value>;
  readonly #prefix: string;

  constructor(graph: Graph, mode: Mode, prefix = "", activations: Map<string, Value> = new Map()) {
    this.graph = graph;
    this.mode = mode;
    this.#prefix = prefix;
    this.activations = activations;
  }

  /** A place inside this one. */
  in(...names: readonly (string | number)[]): Scope {
    return new Scope(
      this.graph,
      this.mode,
      names.reduce<string>((prefix, name) => `${prefix}${name}.`, this.#prefix),
      this.activations,
    );
  }

  parameter(name: string, shape: Shape, initial: Initial): Value {
    return this.graph.parameter(this.#prefix + name, shape, initial);
  }

  state(name: string, shape: Shape, initial: Initial): Value {
    return this.graph.state(this.#prefix + name, shape, initial);
  }

  /** Remembers a value under this place's name, or a name inside it, and returns it. */
  observe(value: Value, name?: string): Value {
    this.activations.set(name === undefined ? this.#prefix.slice(0, -1) : this.#prefix + name, value);
    return value;
  }
}

/** Settings of a convolution layer over three axes. */
export interface ConvLayerOptions {
  readonly out: number;
  readonly kernel: number;
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
  readonly dilation?: PerAxis;
  /** `cancelled`: it exists, but batch normalisation follows and takes it away, so its gradient is exactly zero. */
  readonly bias?: "none" | "used" | "cancelled";
}

/** He's initialisation (normal, fan out, ReLU), as MONAI's ResNet. */
export function convLayer(
  scope: Scope,
  x: Value,
  { out, kernel, bias = "none", ...geometry }: ConvLayerOptions,
): Value {
  const channels = x.shape[1];
  const taps = kernel ** (x.shape.length - 2);
  const weight = scope.parameter("weight", [out, channels, ...x.shape.slice(2).map(() => kernel)], {
    kind: "normal",
    deviation: Math.sqrt(2 / (out * taps)),
  });
  if (bias === "none") return conv(x, weight, geometry);
  const offset = scope.parameter("bias", [out], { kind: "uniform", bound: 1 / Math.sqrt(channels * taps) });
  return conv(x, weight, {
    ...geometry,
    bias: bias === "cancelled" && scope.mode === "train" ? stopGradient(offset) : offset,
  });
}

/** Batch normalisation with PyTorch's names; counts its batches as PyTorch does. */
export function batchNorm(scope: Scope, x: Value): Value {
  const channels = [x.shape[1]];
  const parameters = {
    weight: scope.parameter("weight", channels, { kind: "constant", value: 1 }),
    bias: scope.parameter("bias", channels, { kind: "constant", value: 0 }),
    runningMean: scope.state("running_mean", channels, { kind: "constant", value: 0 }),
    runningVariance: scope.state("running_var", channels, { kind: "constant", value: 1 }),
  };
  if (scope.mode === "train") {
    const batches = scope.state("num_batches_tracked", [], { kind: "constant", value: 0 });
    scope.graph.update(batches, add(batches, 1));
  }
  return normaliseBatch(x, parameters, { mode: scope.mode });
}

/** A fully connected layer with PyTorch's default initialisation, uniform in ±1/√in. */
export function linearLayer(scope: Scope, x: Value, out: number): Value {
  const inputs = x.shape.at(-1)!;
  const initial = { kind: "uniform", bound: 1 / Math.sqrt(inputs) } as const;
  return multiply(x, scope.parameter("weight", [out, inputs], initial), scope.parameter("bias", [out], initial));
}
