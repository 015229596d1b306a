import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listJobs, predictCases, predictLesion, runOneJob, runStudy } from "@hilum/study/node";
import type { ListedJob } from "@hilum/study/node";
import { beforeAll, describe, expect, test } from "vitest";
import { filesBelow, lastingFiles } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const study = join(cwd, "study.yaml");
const out = join(cwd, "out");

beforeAll(() => {
  writeSmallCohort(cwd, 24);
  writeFileSync(
    study,
    `name: networks
split: { develop: [h1, h2], tests: { external: [h3] } }
folds: 2
seeds: [1, 2]
image: { crop: [16, 16, 16] }
training: { batch: 4, epochs: 5, rate: 1e-3, contrastive: { pairs: across-centres }, average: 0.9, flip: 0.5, threads: 1 }
models:
  - { name: deep, kind: deep, backbone: cnn, width: 0.125, training: { validate: 0.3 } }
  - { name: joint, kind: fusion, backbone: cnn, width: 0.125, select: { count: 4 }, training: { keep: averaged } }
  - { name: pretrained, kind: deep, backbone: resnet18, weights: { file: resnet_18_23dataset.pth } }
`,
  );
});

test("a study of networks ends with predictions, bundles and the reason why one model is missing", async () => {
  const { metrics, incomplete } = await runStudy(study, { out });
  expect(metrics.models.map(({ model }) => model)).toEqual(["deep", "deep@1", "deep@2", "joint", "joint@1", "joint@2"]);
  expect(incomplete).toMatchObject([{ model: "pretrained", failed: 6, jobs: 6 }]);
  expect(incomplete[0].error).toMatch(
    /resnet_18_23dataset\.pth: not readable \(no such file\)\. MedicalNet's weights are offered at https/,
  );
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("pretrained is left out: 6 of its 6 jobs failed");
  const files = lastingFiles(out).filter((name) => name.startsWith("models/"));
  const members = ["network@1.onnx", "network@2.onnx"];
  const weights = ["weights@1.safetensors", "weights@2.safetensors"];
  expect(files).toEqual([
    ...["model.json", ...members, ...weights].map((name) => `models/deep/${name}`),
    ...["model.json", ...members, "radiomics.json", ...weights].map((name) => `models/joint/${name}`),
  ]);
  const states = (await listJobs(study, { out, jobs: 1 })).map(({ model, state }) => `${model} ${state}`);
  expect([...new Set(states)]).toEqual(["deep done", "joint done", "pretrained failed"]);
}, 600_000);

describe.each(["deep", "joint"])("the saved model %s", (name) => {
  const model = join(out, "models", name);

  test("predicts what the run says it does, for a table and for one lesion", async () => {
    const risks = join(cwd, `${name}.csv`);
    await predictCases(model, join(out, "tables/cases.csv"), { out: risks, root: cwd, jobs: 1 });
    const said = readFileSync(join(out, `tables/refitted-${name}.csv`), "utf8");
    expect(readFileSync(risks, "utf8")).toBe(said);
    const one = await predictLesion(model, {
      image: join(cwd, "images/n03.nii.gz"),
      mask: join(cwd, "masks/n03.nii.gz"),
    });
    expect(said).toContain(`\nn03,${one.risk},${one.decision},`);
    expect(one.contributions).toEqual([]);
  }, 120_000);

  test("names no case, patient or file of the training", () => {
    for (const file of filesBelow(model)) {
      expect(readFileSync(join(model, file), "latin1")).not.toMatch(/n\d\d\.nii|images\/|"n0[1-9]"|"p\d+"/);
    }
  });

  test("is refused when a network is not the one that model.json names", async () => {
    const file = join(model, "network@1.onnx");
    const healthy = readFileSync(file);
    writeFileSync(file, readFileSync(join(model, "network@2.onnx")));
    const files = { image: join(cwd, "images/n01.nii.gz"), mask: join(cwd, "masks/n01.nii.gz") };
    await expect(predictLesion(model, files)).rejects.toThrow(/network@1\.onnx: not the file that model\.json names/);
    writeFileSync(file, healthy);
  }, 120_000);
});

test("a training killed in the midst of an epoch goes on to the same bytes", async () => {
  const isWanted = ({ model, seed, fit }: ListedJob) => model === "deep" && seed === 2 && fit === "refit";
  const job = (await listJobs(study, { out, jobs: 1 })).find(isWanted)!;
  const killed = join(cwd, "killed");
  const work = join(killed, "cache/jobs", `${job.id}.work`);
  const { code } = await runHilum(["job", study, job.id, "--out", killed, "--jobs", "1"], {
    limitMs: 600_000,
    kill: { what: "command", when: () => existsSync(join(work, "checkpoint.safetensors")) },
  });
  expect(code).toBeNull();
  await runOneJob(study, job.id, { out: killed, jobs: 1 });
  const folder = (run: string) => join(run, "cache/jobs", job.id);
  expect(readFileSync(join(folder(killed), "log.txt"), "utf8")).toMatch(/from epoch [2-5]\n/);
  for (const file of ["result.json", "network.onnx", "weights.safetensors", "curves.csv"]) {
    expect(readFileSync(join(folder(killed), file)).equals(readFileSync(join(folder(out), file))), file).toBe(true);
  }
  expect(existsSync(work)).toBe(false);
}, 600_000);
