import type { FileUnderCheck } from "./setting.ts";

/** Runs a check; an error ends this check only, and fails it. */
export async function guarded(
  file: FileUnderCheck,
  check: (file: FileUnderCheck) => Promise<void> | void,
): Promise<void> {
  try {
    await check(file);
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    const { record, id } = file;
    record.compare({ id, expected: "a check that comes to its end", got, distance: Infinity, tolerance: 0 });
  }
}
