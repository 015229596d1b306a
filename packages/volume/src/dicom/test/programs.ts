import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** True if a program of Debian's dcmtk, libgdcm-tools, openjph-tools or dicom3tools is installed. */
export function hasProgram(name: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name)));
}

/** A title that says which program is missing. */
export function withProgram(name: string | undefined, title: string): string {
  return name === undefined || hasProgram(name) ? title : `${title} (skipped: ${name} not found)`;
}

/**
 * Runs a program that turns one file into another.
 *
 * @param options - before the two files' names, or with "IN" and "OUT" where these go.
 */
export async function converted(
  bytes: Uint8Array,
  program: string,
  options: readonly string[],
  [suffix, outSuffix] = [".dcm", ".dcm"],
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "hilum-dicom-"));
  try {
    const [input, output] = [join(folder, `in${suffix}`), join(folder, `out${outSuffix}`)];
    await writeFile(input, bytes);
    const places: Readonly<Record<string, string>> = { IN: input, OUT: output };
    const placed = options.includes("IN") ? options : [...options, "IN", "OUT"];
    await promisify(execFile)(
      program,
      placed.map((option) => places[option] ?? option),
    );
    return new Uint8Array(await readFile(output));
  } finally {
    await rm(folder, { recursive: true });
  }
}
