import type { StoredDtype } from "../weights/stored-tensor.ts";
import type { LoadMode } from "./published-names.ts";

/** A tensor that has the right name and the wrong shape. It is not loaded. */
export interface ShapeMismatch {
  /** The network's name. */
  readonly name: string;
  readonly fileShape: readonly number[];
  readonly networkShape: readonly number[];
}

/** What of a file of weights goes into a network, and what does not. */
export interface LoadReport {
  readonly mode: LoadMode;
  /** The network's names of parameters and states that take the file's values. */
  readonly loaded: readonly string[];
  /** The network's names that the file has no values for: they keep their start. */
  readonly missing: readonly string[];
  /** The file's names that the network has no place for. */
  readonly unexpected: readonly string[];
  readonly mismatched: readonly ShapeMismatch[];
  /** Loaded under another name than the file's. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  /** The file's names of what the network has without storing it: Swin's tables of relative positions (compared), batch counters. */
  readonly implied: readonly string[];
  /** Elements of parameters; running statistics are not counted, as in PyTorch's parameters(). */
  readonly elementsLoaded: number;
  readonly elementsOfNetwork: number;
  /** What a reader should know, with the next step. */
  readonly notes: readonly string[];
}

/** A report before its notes are written, with what they need to know. */
export interface LoadFacts extends Omit<LoadReport, "notes"> {
  readonly file: ReadonlyMap<string, { readonly dtype: StoredDtype; readonly shape: readonly number[] }>;
  /** The file's names of tables of relative positions that are not the network's. */
  readonly otherPositions: readonly string[];
  /** The file's names of whole-number weights, which are not loaded as parameters. */
  readonly quantised: readonly string[];
}
