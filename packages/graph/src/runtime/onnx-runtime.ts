import type { DType, ElementArray } from "../tensor-type.ts";

/**
 * The part of ONNX Runtime's JavaScript interface that we use; onnxruntime-node and onnxruntime-web both have it. It is handed in
 * by the caller, so that this package runs wherever one of them does.
 */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: SessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: new (dtype: DType, elements: ElementArray, shape: readonly number[]) => OnnxTensorHandle;
}

export interface SessionOptions {
  readonly executionProviders: readonly string[];
  readonly intraOpNumThreads?: number;
  readonly interOpNumThreads?: number;
  readonly graphOptimizationLevel?: "disabled" | "basic" | "extended" | "all";
  readonly enableMemPattern?: boolean;
  readonly enableCpuMemArena?: boolean;
  readonly enableProfiling?: boolean;
  readonly profileFilePrefix?: string;
  readonly logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface OnnxSession {
  run(
    feeds: Readonly<Record<string, OnnxTensorHandle>>,
    fetches: Readonly<Record<string, OnnxTensorHandle | null>>,
    options?: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, OnnxTensorHandle>>>;
  release(): Promise<void>;
  endProfiling?(): void;
}

export interface OnnxTensorHandle {
  readonly data: unknown;
  readonly dims: readonly number[];
}
