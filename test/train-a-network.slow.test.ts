import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { auc } from "@hilum/stats";
import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodules } from "../examples/train-a-network/nodules.ts";
import { chromiumPath, chromiumTitle } from "./browser/chromium.ts";
import { distance } from "./browser/distance.ts";
import { openBrowser, type OpenBrowser } from "./browser/open-browser.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const program = fileURLToPath(new URL("../examples/train-a-network/train.ts", import.meta.url));
const folder = temporaryFolder();
const limitMs = 300_000;
const shape = [1, 1, 32, 32, 32];
const heldOut = nodules.filter(({ part }) => part === "C");

interface Trained {
  readonly output: string;
  readonly model: Uint8Array;
}

function train(name: string): Trained {
  const file = join(folder, name);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=hilum-source", "--import", "tsx", program, file],
    { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return { output: stdout, model: readFileSync(file) };
}

/** The logits of the saved file by ONNX Runtime alone, as anybody would use it. */
async function predict(model: Uint8Array): Promise<number[][]> {
  const session = await ort.InferenceSession.create(model);
  const logits: number[][] = [];
  for (const { voxels } of heldOut) {
    const image = new ort.Tensor("float32", Float32Array.from(voxels), shape);
    const found = await session.run({ image }, ["logits"]);
    logits.push(Array.from(found["logits"].data, Number));
  }
  await session.release();
  return logits;
}

let trained: Trained;
beforeAll(() => {
  trained = train("nodules.onnx");
}, limitMs);

test("the loss falls, and the network ranks the nodules of a site that it has not seen", () => {
  const losses = [...trained.output.matchAll(/loss ([\d.]+)/g)].map(([, loss]) => Number(loss));
  expect(losses).toHaveLength(7);
  expect(losses.at(-1)).toBeLessThan(losses[0]);
  expect(Number(/AUC on site C: ([\d.]+)/.exec(trained.output)?.[1])).toBeGreaterThan(0.8);
});

test("a second run writes the same bytes", () => {
  const again = train("again.onnx");
  expect(again.output).toBe(trained.output);
  expect(Buffer.compare(again.model, trained.model)).toBe(0);
});

test("the saved file has the AUC that was printed", async () => {
  const logits = await predict(trained.model);
  const area = auc(
    heldOut.map(({ label }) => label),
    logits.map(([no, yes]) => yes - no),
  );
  // Two nodules whose scores differ by rounding alone may change places: 1 of 17 · 43 pairs.
  expect(Math.abs(area - Number(/C: ([\d.]+)/.exec(trained.output)?.[1]))).toBeLessThan(0.002);
});

describe.skipIf(!chromiumPath)(chromiumTitle("the saved network in headless Chromium"), () => {
  let browser: OpenBrowser;
  beforeAll(async () => {
    const images = new Uint8Array(Float32Array.from(heldOut.flatMap(({ voxels }) => voxels)).buffer);
    browser = await openBrowser({ "/nodules.onnx": trained.model, "/images": images });
  }, limitMs);
  afterAll(() => browser.close(), limitMs);

  test.each([1, 2])("gives Node's logits within 1e-5 with %i threads", async (threads) => {
    const page = await browser.page(threads);
    const there = await page.call<number[][]>("predict", "/nodules.onnx", "/images", shape);
    expect(page.workers()).toBe(threads - 1);
    const here = await predict(trained.model);
    expect(there).toHaveLength(60);
    expect(distance(there.flat(), here.flat())).toBeLessThan(1e-5);
    expect(browser.foreign).toEqual([]);
  });
});
