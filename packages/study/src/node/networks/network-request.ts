import type { NetworkModel } from "../../networks/network-model.ts";

/** One case as a network job needs it. */
export interface NetworkCase {
  /** Hash of its prepared image. */
  readonly image: string;
  readonly label: 0 | 1;
  readonly patient: string;
  readonly centre: string;
  /** Features and clinical variables in the order of the columns; none for networks without. */
  readonly values: readonly (number | null)[];
}

/** A training in a process of its own, as plain data. */
export interface NetworkRequest {
  readonly id: string;
  readonly cache: string;
  readonly model: NetworkModel;
  readonly seed: number;
  /** The file of weights that it starts from. */
  readonly weights?: string | undefined;
  readonly columns: readonly string[];
  /** Those of `columns` that are clinical variables. */
  readonly clinical: readonly string[];
  readonly train: readonly NetworkCase[];
  /** Cases that choose the epoch, where the protocol names them; else `validate` takes them from the training cases. */
  readonly validation?: readonly NetworkCase[];
  readonly test: readonly NetworkCase[];
  /** Whether the network itself is kept and says something of its training cases too: for the model that is saved for use. */
  readonly keep: boolean;
}

/** How far a training is. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly validationAuc?: number | undefined;
  readonly secondsLeft?: number | undefined;
  readonly memoryMiB: number;
}

/** What the process of a training says. */
export type TrainingMessage =
  | { readonly kind: "progress"; readonly progress: TrainingProgress }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly error: string };
