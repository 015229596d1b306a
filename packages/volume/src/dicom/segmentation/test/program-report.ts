import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** All that a checking program prints about a file, and its exit status. */
export function programReport(program: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "hilum-report-"));
  try {
    const path = join(folder, "file.dcm");
    writeFileSync(path, bytes);
    const { stdout, stderr, status } = spawnSync(program, [path], { encoding: "utf8" });
    return `${stdout}${stderr}\nexit ${status}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
