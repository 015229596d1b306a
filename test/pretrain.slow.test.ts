import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { expectPlainMessage } from "./plain-message.ts";
import { runHilum, type RunHilumOptions } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const nodules = fileURLToPath(new URL("../examples/lung-nodules", import.meta.url));

beforeAll(() => {
  const [header, ...rows] = readFileSync(join(nodules, "cases.csv"), "utf8").trim().split("\n");
  writeFileSync(join(cwd, "cases.csv"), [header, ...rows.slice(0, 8)].join("\n"));
  writeFileSync(join(cwd, "tiny.json"), '{ "backbone": "cnn", "options": { "channels": [4, 6] } }');
});

async function pretrain(kind: string, out: string, more: readonly string[] = [], options: RunHilumOptions = {}) {
  const settings = [
    "--cases",
    "cases.csv",
    "--root",
    nodules,
    "--network",
    "tiny.json",
    "--size",
    "12",
    "--batch",
    "4",
  ];
  const run = await runHilum(["pretrain", kind, ...settings, "--epochs", "12", "--out", out, ...more], {
    cwd,
    ...options,
  });
  expectPlainMessage(run.stderr);
  return run;
}

test("killed by kill -9 in its middle and called again, it ends with the bytes of an undisturbed run", async () => {
  const whole = await pretrain("segmentation", "whole");
  expect(whole.stdout).toMatch(
    /8 images; epoch 12 of 12: loss .*dice\.lesion \d\.\d+.*\nweights: whole\/weights\.safetensors\n$/,
  );
  const checkpoint = join(cwd, "again", "checkpoint.safetensors");
  const killed = await pretrain("segmentation", "again", [], {
    kill: { what: "tree", when: () => existsSync(checkpoint) },
  });
  expect(killed.code).toBeNull();
  const other = await pretrain("segmentation", "again", ["--rate", "0.1"]);
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("another network, other settings")]);
  expect((await pretrain("segmentation", "again", ["--quiet"])).code).toBe(0);
  for (const file of ["weights.safetensors", "epochs.csv"]) {
    expect(readFileSync(join(cwd, "again", file)).equals(readFileSync(join(cwd, "whole", file)))).toBe(true);
  }
}, 120_000);

test("without labels, as one JSON document", async () => {
  const { code, stdout } = await pretrain("self-supervised", "free", ["--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: "self-supervised", cases: 8, failures: [] });
  const { stdout: shown } = await runHilum(["weights", "free/weights.safetensors"], { cwd });
  expect(shown).toMatch(/stage1\.conv\.weight/);
}, 60_000);

test.each([
  [["masks"], /KIND: expected segmentation or self-supervised, found "masks"/],
  [["segmentation", "--network", "resnet19"], /--network: expected resnet10, .*found "resnet19"/],
])("%j is refused before any work", async ([kind, ...more], message) => {
  const { code, stderr } = await pretrain(kind, "none", more);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
