import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const lines = ["nodules.ts", "train.ts"].flatMap((file) =>
  readFileSync(new URL(`../examples/train-a-network/${file}`, import.meta.url), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(\/\/|\/\*|\*)/.test(line)),
);
const imports = lines.filter((line) => line.startsWith("import "));

test("a network is trained on the shipped nodules in fewer than 40 lines behind the imports", () => {
  expect(lines.length - imports.length).toBeLessThan(40);
});

test("by what our packages export, and files", () => {
  const from = imports.map((line) => /from "(.*)";$/.exec(line)?.[1]);
  expect(from.filter((name) => !/^(@hilum\/[a-z]+(\/[a-z]+)?|node:fs|\.\/nodules\.ts)$/.test(name ?? ""))).toEqual([]);
});
