import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listJobs } from "@hilum/study/node";
import { beforeAll, expect, test } from "vitest";
import { filesBelow, lastingHashes } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import type { HilumRun } from "./run-hilum.ts";
import { onePaperFit, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const out = join(cwd, "out");
const run = () => runHilum(["run", "study.yaml", "--out", out, "--jobs", "1"], { cwd, limitMs: 300_000 });

/** Why each network that diverges is left out. */
const reasons = {
  // From epoch to epoch the rate grows 1e33 times: the second one spoils the weights.
  growing:
    "refit, seed 5: Epoch 2, step 2: The loss is NaN in step 5 since the start, so the step was not made. Lower the rate, " +
    "limit the gradients by clip, or look for wrong labels or missing values in the batch.",
  // One step an epoch, so that no loss is left that would show it.
  sudden:
    "refit, seed 5: Epoch 1: The network says NaN of case 0. Its weights have diverged (lower the rate, or limit the " +
    "gradients by clip), or the crop holds a value that is no number.",
};
let first: HilumRun;
let hashes: Record<string, string>;

beforeAll(async () => {
  writeSmallCohort(cwd, 24);
  writeFileSync(
    join(cwd, "study.yaml"),
    `${onePaperFit}training: { batch: 4, epochs: 2, rate: 1e-3, contrastive: none, average: none, threads: 1 }
models:
  - { name: table, kind: radiomics, select: none, classifier: { kind: logistic, c: 1 } }
  - { name: growing, kind: deep, backbone: cnn, width: 0.125, training: { schedule: { factor: 1e33 } } }
  - { name: sudden, kind: deep, backbone: cnn, width: 0.125, training: { batch: 32, rate: 1e30 } }
  - { name: sane, kind: deep, backbone: cnn, width: 0.125 }
`,
  );
  first = await run();
  hashes = lastingHashes(out);
}, 300_000);

test("networks whose training diverges are left out with epoch, step and what to do; the others of the study are there", () => {
  const { code, stdout, stderr } = first;
  expect(code, stderr).toBe(0);
  for (const [model, reason] of Object.entries(reasons)) {
    expect(stdout).toContain(`\n${model} could not be completed: ${reason}\n`);
    expect(stderr).toContain(`warning: ${model} is left out: 1 of its 1 jobs failed. The first failure: ${reason}\n`);
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain(`${model} is left out: 1 of its 1 jobs failed`);
  }
  const [header] = readFileSync(join(out, "predictions.csv"), "utf8").split("\n");
  expect(header).toBe("case,patient,centre,set,fold,label,table,sane");
  expect(filesBelow(join(out, "models")).map((file) => file.split("/")[0])).not.toContain("growing");
});

test("the log says why the training ended, and the checkpoint before stays", async () => {
  const jobs = await listJobs(join(cwd, "study.yaml"), { out, jobs: 1 });
  expect(jobs.map(({ model, state }) => `${model} ${state}`)).toEqual([
    "table done",
    "growing failed",
    "sudden failed",
    "sane done",
  ]);
  const work = join(out, "cache/jobs", `${jobs[1].id}.work`);
  expect(filesBelow(work)).toEqual(["checkpoint.safetensors", "curves.csv", "curves.svg", "log.txt"]);
  expect(readFileSync(join(work, "log.txt"), "utf8")).toMatch(
    /from epoch 1\n.* epoch 1 of 2: loss .*\n.* failed: Epoch 2, step 2: The loss is NaN/,
  );
});

test("the same command again tries them from their checkpoints, says the same and changes nothing", async () => {
  const again = await run();
  expect(again.code, again.stderr).toBe(0);
  expect(again.stdout).toBe(first.stdout);
  expect(lastingHashes(out)).toEqual(hashes);
  const logs = filesBelow(join(out, "cache/jobs")).filter((file) => file.endsWith(".work/log.txt"));
  const texts = logs.map((file) => readFileSync(join(out, "cache/jobs", file), "utf8"));
  expect(texts.filter((text) => /from epoch 2\n.* failed: Epoch 2, step 2/.test(text))).toHaveLength(1);
}, 300_000);
