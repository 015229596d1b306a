import { crc32 } from "@hilum/numeric";
import { expect, test } from "vitest";
import type { Volume } from "../volume.ts";
import { VolumeError } from "../volume.ts";
import type { DamagedFile } from "./damage.ts";
import { readOrError, wrongOutcome } from "./damage-outcome.ts";

/**
 * What a reader must show on damaged files: a VolumeError that says something, or a valid image where the damage allows one; within two
 * seconds each, and never much memory.
 */
export function describeDamage(
  damaged: (seed: number, count: number) => DamagedFile[],
  read: (bytes: Uint8Array) => Volume,
  count = 216,
): void {
  const files = damaged(20_260, count);

  test.each(files)("$name: a clear error or a valid image, within two seconds", ({ bytes, mustFail }) => {
    const start = performance.now();
    const outcome = readOrError(read, bytes);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(wrongOutcome(outcome, mustFail)).toBeUndefined();
  });

  test("files that promise more than they hold cost no memory", () => {
    const before = process.memoryUsage().arrayBuffers;
    const promising = files.filter(({ name }) => /absurd|thousand|bomb/.test(name));
    expect(promising.length).toBeGreaterThan(0);
    for (const { bytes } of promising) expect(() => read(bytes)).toThrow(VolumeError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(300e6);
  });

  test("the same seed gives the same damage", () => {
    const again = damaged(20_260, 30);
    expect(again.map(({ bytes }) => crc32(bytes))).toEqual(files.slice(0, 30).map(({ bytes }) => crc32(bytes)));
  });
}
