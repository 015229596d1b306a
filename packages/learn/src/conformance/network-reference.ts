import type { ExpectedTensor } from "./compare-tensor.ts";

/** What a network and its training are made of. */
export interface NetworkCase {
  readonly network: string;
  readonly fusion: string;
  readonly size: readonly [number, number, number];
  readonly batch: number;
  readonly seed: string;
  readonly labels: readonly number[];
  readonly temperature: number;
  readonly learningRate: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly emaDecays: readonly number[];
  /** Widths of a thin network; absent at full width. */
  readonly narrow?: Readonly<Record<string, unknown>>;
}

type Matrix = readonly (readonly number[])[];

/** What a forward pass gave. */
export interface ExpectedPass {
  readonly logits: Matrix;
  readonly embedding: ExpectedTensor;
  readonly embeddingFull?: Matrix;
  /** Between the samples' embeddings. */
  readonly cosine?: Matrix;
  readonly ce?: number;
  readonly ntxent?: number;
  readonly total?: number;
  readonly activations?: Readonly<Record<string, ExpectedTensor>>;
}

/** One step on the same batch: losses and logits from before it, evaluation after it. */
export interface ExpectedStep {
  readonly step: number;
  readonly ce: number;
  readonly ntxent: number;
  readonly total?: number;
  readonly trainLogits: Matrix;
  readonly evalLogitsAfter?: Matrix;
  readonly evalEmbeddingAfter?: ExpectedTensor;
}

/** How far a parameter has moved from its start. */
export interface ExpectedDelta {
  readonly name: string;
  readonly deltaL2: number;
  readonly deltaProbe: number;
  /** First elements of the parameter itself. */
  readonly first4: readonly number[];
}

/** The gradient of a parameter: `grad` is null where it took no part, `zero` where it vanishes in exact arithmetic. */
export type ExpectedGradient =
  | (ExpectedTensor & { readonly name: string; readonly grad?: undefined; readonly zero?: boolean })
  | { readonly name: string; readonly grad: null };

/** The averaged model after all steps. */
export interface ExpectedAverage {
  readonly evalLogits: Matrix;
  readonly embedding?: ExpectedTensor;
  readonly tensors?: Readonly<Record<string, ExpectedTensor>>;
  readonly numBatchesTracked?: readonly number[];
}

type Tensors = Readonly<Record<string, ExpectedTensor>>;

/** A file of schema `hilum-nn-reference-1`. */
export interface NetworkReference {
  readonly case: NetworkCase;
  readonly parameterCount: number;
  readonly state: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly kind: "parameter" | "buffer";
    readonly first4?: readonly number[];
  }[];
  readonly input: ExpectedTensor;
  readonly radiomics?: Matrix;
  readonly eval: ExpectedPass;
  readonly train: ExpectedPass;
  readonly gradients: readonly ExpectedGradient[];
  readonly inputGradient?: ExpectedTensor;
  readonly radiomicsGradient?: Matrix;
  readonly runningStats?: Tensors;
  readonly steps?: readonly ExpectedStep[];
  readonly parametersAfterStep1?: readonly ExpectedDelta[];
  readonly parametersAfterStep3?: readonly ExpectedDelta[];
  readonly runningStatsAfterStep3?: Tensors;
  readonly numBatchesTrackedAfterStep3?: readonly number[];
  /** Losses and logits of the training pass that follows the last step. */
  readonly afterStep3?: Pick<ExpectedStep, "ce" | "ntxent" | "trainLogits">;
  readonly ema?: Readonly<Record<string, ExpectedAverage>>;
  readonly sgd?: {
    readonly learningRate: number;
    readonly momentum: number;
    readonly nesterov: boolean;
    readonly weightDecay: number;
    readonly steps: readonly ExpectedStep[];
    readonly parametersAfterStep3?: readonly ExpectedDelta[];
  };
}

/** A file of schema `hilum-nn-paper-size-1`: one sample through several networks in eval mode. */
export interface PaperSizeReference {
  readonly seed: string;
  readonly size: readonly [number, number, number];
  readonly batch: number;
  readonly input: ExpectedTensor;
  readonly networks: Readonly<Record<string, ExpectedPass>>;
}
