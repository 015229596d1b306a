import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openCache } from "./cache.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hilum-cache-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the same key is computed once, another key anew, whatever the order of its fields", async () => {
  const cache = openCache(folder);
  let computed = 0;
  const entry = (key: unknown) => cache.entry("step", key, () => ({ count: ++computed }));
  expect(await entry({ a: 1, b: [2] })).toEqual({ value: { count: 1 }, cached: false });
  expect(await entry({ b: [2], a: 1 })).toEqual({ value: { count: 1 }, cached: true });
  expect(await entry({ a: 1, b: [3] })).toEqual({ value: { count: 2 }, cached: false });
});

test("a damaged entry is computed again", async () => {
  const cache = openCache(folder);
  await cache.entry("step", 1, () => 7);
  const [file] = await readdir(join(folder, "step"));
  await writeFile(join(folder, "step", file), '{"val');
  expect(await cache.entry("step", 1, () => 8)).toEqual({ value: 8, cached: false });
});

test("a computation that fails leaves nothing behind", async () => {
  const cache = openCache(folder);
  const failing = cache.entry("step", 1, () => {
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await readdir(folder)).toEqual([]);
});
