import type { OnnxRuntime } from "@hilum/graph";
import type { ConformanceRecord, ReferenceFolder } from "@hilum/numeric/conformance";

/** Where and how a suite runs. */
export interface ConformanceSetting {
  /** The folder with `nn` and `checkpoints`. */
  readonly folder: ReferenceFolder;
  readonly runtime: OnnxRuntime;
  /** Threads of a training step and an evaluation. */
  readonly threads: number;
  /** Which files are checked, by name without `.json`; default all. */
  readonly only?: (name: string) => boolean;
  /** Told before a file is begun. */
  readonly progress?: (file: string, done: number, files: number) => void;
}

/** One file under check: its name begins the id of every quantity. */
export interface FileUnderCheck {
  readonly record: ConformanceRecord;
  readonly id: string;
  readonly setting: ConformanceSetting;
}
