import type { FittedPipelineJson } from "@hilum/learn/tabular";
import type { CompleteNetworkSpec } from "@hilum/networks";
import { StudyError } from "./errors.ts";
import type { Chosen } from "./fit-model.ts";
import type { FusionRule } from "./fusion/fused-risk.ts";

/** What one fit of one tabular model gave. */
export interface TabularResult {
  readonly pipeline: FittedPipelineJson;
  /** What inner folds of this fit chose, if the model tunes anything. */
  readonly chosen?: Chosen;
  /** Risk of each test row of the fit. */
  readonly risks: readonly number[];
}

/** A trained network, without its weights. */
export interface TrainedNetwork {
  readonly spec: CompleteNetworkSpec;
  readonly parameters: number;
  /** The epoch that was chosen by its AUC on cases that chose, if one was. */
  readonly chosenEpoch?: { readonly epoch: number; readonly auc: number; readonly weights: "last" | "averaged" };
  /** What of a file of initial weights was loaded, in sentences. */
  readonly initial: readonly string[];
  /** Of a network that is saved for use; its files lie beside the result. */
  readonly saved?: {
    /** The job beside whose result they lie. */
    readonly job: string;
    /** SHA-256 of network.onnx and weights.safetensors. */
    readonly onnx: string;
    readonly weights: string;
    /** Risk of each training case of the fit. */
    readonly trainRisks: readonly number[];
  };
}

/** What one fit of one model with a network gave. */
export interface NetworkResult {
  readonly network: TrainedNetwork;
  /** Of a fusion: what selects and standardises its features. */
  readonly features?: FittedPipelineJson;
  /** Risk of each test case of the fit. */
  readonly risks: readonly number[];
}

/** What one fit of one combined model gave. */
export interface CombinedResult {
  readonly rule: FusionRule;
  readonly risks: readonly number[];
}

export type FitResult = TabularResult | NetworkResult | CombinedResult;

/** The results of all fits, by model, seed and fit. */
export type FitResults = ReadonlyMap<string, FitResult>;

export const fitKey = (model: string, seed: number, fit: string): string => JSON.stringify([model, seed, fit]);

/** The result of a tabular model's fit. */
export function tabularResult(results: FitResults, key: string): TabularResult {
  const found = results.get(key);
  if (!found || !("pipeline" in found)) throw new StudyError("fit", `No fitted model lies under ${key}.`);
  return found;
}

/** The result of a network's fit. */
export function networkResult(results: FitResults, key: string): NetworkResult {
  const found = results.get(key);
  if (!found || !("network" in found)) throw new StudyError("fit", `No trained network lies under ${key}.`);
  return found;
}
