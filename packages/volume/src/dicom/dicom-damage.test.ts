import { crc32 } from "@hilum/numeric";
import { expect, test } from "vitest";
import { nodeWasm } from "../node/index.ts";
import { wrongOutcome } from "../test/damage-outcome.ts";
import type { Volume } from "../volume.ts";
import { readDicomSeries } from "./index.ts";
import { damagedDicom } from "./test/damaged-dicom.ts";

const files = await damagedDicom(20_260, 216);

test.each(files)("$name: a clear error or a valid image, within two seconds", async ({ bytes, mustFail }) => {
  const start = process.cpuUsage().user / 1000;
  const outcome = await readOrError(bytes);
  expect(process.cpuUsage().user / 1000 - start).toBeLessThan(2000);
  expect(wrongOutcome(outcome, mustFail)).toBeUndefined();
});

test("files that promise more than they hold cost little memory", async () => {
  const before = process.memoryUsage().arrayBuffers;
  const promising = files.filter(({ name }) => /absurd|bomb|million|nested/.test(name)).slice(0, 30);
  expect(promising.length).toBe(30);
  for (const { bytes } of promising) await readOrError(bytes);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(500e6);
});

test("the same seed gives the same damage", async () => {
  const again = await damagedDicom(20_260, 40);
  expect(again.map(({ bytes }) => crc32(bytes))).toEqual(files.slice(0, 40).map(({ bytes }) => crc32(bytes)));
});

async function readOrError(bytes: Uint8Array): Promise<Volume | Error> {
  try {
    return await readDicomSeries([bytes], { wasm: nodeWasm });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
