import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What real PyTorch found in a reference file. */
export interface ExpectedTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  /** `NaN` where a value is none. */
  readonly sum: number | string;
  /** The sum of value[i] · signed("probe/checkpoint", i). */
  readonly probe: number | string;
  readonly first4: readonly (number | string | null)[];
}

/** A reference file; `error` marks those that must be refused. */
export interface ExpectedFile {
  readonly what: string;
  readonly bytes: number;
  readonly error?: true;
  readonly tensors?: Readonly<Record<string, ExpectedTensor>>;
  readonly topLevel?: Readonly<Record<string, unknown>>;
}

const repository = fileURLToPath(new URL("../../../../..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const folder = join(data, "..", "reference", "checkpoints");

/** True if the reference files are on this machine. */
export const haveCheckpoints = existsSync(join(folder, "expected.json"));

/** What to say in the title of a suite that needs them. */
export const skippedWithoutCheckpoints = haveCheckpoints ? "" : " (skipped: HILUM_DATA not found)";

/** The bytes of a reference file, in a buffer of their own. */
export function checkpointBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

/** The reference files by name; none without HILUM_DATA. */
export function expectedCheckpoints(): Readonly<Record<string, ExpectedFile>> {
  if (!haveCheckpoints) return {};
  const { files }: { files: Record<string, ExpectedFile> } = JSON.parse(
    readFileSync(join(folder, "expected.json"), "utf8"),
  );
  return files;
}
