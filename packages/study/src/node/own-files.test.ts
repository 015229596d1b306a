import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeOwnFiles } from "./own-files.ts";

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "hilum-own-"));
});
afterEach(() => rmSync(out, { recursive: true }));

const put = (file: string, text: string) => {
  mkdirSync(dirname(join(out, file)), { recursive: true });
  writeFileSync(join(out, file), text);
};
const there = (file: string) => existsSync(join(out, file));
const run = (...files: string[]) => writeOwnFiles(out, new Map(files.map((file) => [file, `of ${file}`])));

test("what an earlier run wrote and this one does not is removed, the user's own files never", async () => {
  put("models/mine.pt", "weights of years");
  put("tables/old/notes.txt", "notes");
  await run("predictions.csv", "models/a/model.json", "models/b/model.json");
  await run("predictions.csv", "models/b/model.json");
  expect(["models/a", "models/b/model.json", "models/mine.pt", "tables/old/notes.txt"].map(there)).toEqual([
    false,
    true,
    true,
    true,
  ]);
  expect(readFileSync(join(out, "predictions.csv"), "utf8")).toBe("of predictions.csv");
});

test("the files of a run that was killed while writing are known to the next one", async () => {
  put("models/half/model.json", "half");
  put("cache/files.json", JSON.stringify(["models/half/model.json"]));
  await run("predictions.csv");
  expect(there("models/half")).toBe(false);
});

test.each([["../outside.txt"], ["models/../keep.txt"], ["keep.txt"], ["models"], ["models\\..\\keep.txt"]])(
  "a list that names %s does not lead outside the run's folders",
  async (hostile) => {
    put("keep.txt", "keep");
    put("models/keep.txt", "keep");
    put("cache/files.json", JSON.stringify([hostile]));
    await run("predictions.csv");
    expect([there("keep.txt"), there("models/keep.txt")]).toEqual([true, true]);
  },
);

test("a list that is no list is as good as none", async () => {
  put("models/a/model.json", "a");
  put("cache/files.json", "{");
  await run("predictions.csv");
  expect(there("models/a/model.json")).toBe(true);
});
