/** How far float32 may lie from the float64 reference, by kind of quantity: absolute for logits and losses, else relative. */
export interface Tolerances {
  readonly evalLogits: number;
  readonly trainLogits: number;
  readonly crossEntropy: number;
  readonly ntXent: number;
  readonly activations: number;
  readonly runningStatistics: number;
  readonly gradients: { readonly head: number; readonly backbone: number };
  /** After steps of Adam. */
  readonly adam: {
    readonly losses: number;
    /** Infinity: not comparable. */
    readonly trainLogits: number;
    readonly evalLogits: number;
    readonly deltas: number;
  };
  /** After steps of gradient descent; narrow networks only. */
  readonly sgd?: { readonly losses: readonly [step2: number, step3: number]; readonly deltas: number };
  /** Eval logits of the averaged model, decay 0.9997. */
  readonly average: number;
}

/** The columns of the table in the references' README, about ten times the noise of PyTorch's own float32. */
const columns = {
  narrow: {
    evalLogits: 1e-5,
    trainLogits: 1e-4,
    crossEntropy: 2e-5,
    ntXent: 3e-4,
    activations: 1e-4,
    runningStatistics: 5e-5,
    gradients: { head: 5e-4, backbone: 1e-3 },
    adam: { losses: 1e-3, trainLogits: 1e-3, evalLogits: 2e-3, deltas: 1e-2 },
    sgd: { losses: [5e-4, 2e-2], deltas: 1e-1 },
    average: 1e-5,
  },
  swin: {
    evalLogits: 1e-5,
    trainLogits: 1e-5,
    crossEntropy: 1e-5,
    ntXent: 5e-5,
    activations: 1e-5,
    // There are none.
    runningStatistics: 1e-5,
    gradients: { head: 1e-4, backbone: 1e-4 },
    adam: { losses: 1e-4, trainLogits: 1e-4, evalLogits: 1e-4, deltas: 2e-2 },
    sgd: { losses: [1e-5, 1e-5], deltas: 5e-2 },
    average: 1e-5,
  },
  full: {
    evalLogits: 1e-5,
    trainLogits: 1e-4,
    crossEntropy: 5e-5,
    ntXent: 1e-4,
    activations: 2e-4,
    runningStatistics: 1e-4,
    gradients: { head: 1e-3, backbone: 5e-2 },
    adam: { losses: 2e-2, trainLogits: 1e-1, evalLogits: 1e-2, deltas: 5e-1 },
    average: 2e-5,
  },
  resnet50: {
    evalLogits: 1e-5,
    trainLogits: 1e-3,
    crossEntropy: 5e-5,
    ntXent: 3e-4,
    activations: 2e-3,
    runningStatistics: 5e-4,
    gradients: { head: 3e-3, backbone: 1.5e-1 },
    adam: { losses: 1e-1, trainLogits: Infinity, evalLogits: 5e-2, deltas: 6e-1 },
    average: 1e-4,
  },
} as const satisfies Record<string, Tolerances>;

/** What float32 warrants for a network of this name, narrow or at full width. */
export function tolerancesOf(network: string, narrow: boolean): Tolerances {
  if (network === "swin") return columns.swin;
  if (narrow) return columns.narrow;
  return network === "resnet50" ? columns.resnet50 : columns.full;
}

/** The tolerance of a parameter's gradient: the head hardly feels where a ReLU far below changes sides. */
export function gradientTolerance(name: string, { gradients: { head, backbone } }: Tolerances): number {
  return isHead(name) ? head : backbone;
}

const isHead = (name: string): boolean => /^(fc|class_layers|contrastive|radiomics_fc|weight[12]$)/.test(name);

/** Running statistics are means of activations, which after some steps lie as far apart as the logits do. */
export function laterStatistics({ adam: { trainLogits, deltas } }: Tolerances): number {
  return Number.isFinite(trainLogits) ? trainLogits : deltas;
}
