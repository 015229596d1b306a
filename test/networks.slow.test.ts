import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fittedPipelineFromJson } from "@hilum/learn/tabular";
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
/** Clinical cells by case: a developing case has no age, a test case no sex. */
const clinical = new Map<string, { readonly age: string; readonly sex: string }>();

beforeAll(() => {
  const cases = writeSmallCohort(cwd, 24).map((item, n) => {
    const cells = { age: n === 1 ? "" : String(item.age), sex: n === 5 ? "n/a" : n % 4 < 2 ? "F" : "M" };
    clinical.set(item.case, cells);
    return [item.case, item.patient, item.centre, item.image, item.mask, item.label, cells.age, cells.sex].join(",");
  });
  writeFileSync(join(cwd, "cases.csv"), ["case,patient,centre,image,mask,label,age,sex", ...cases, ""].join("\n"));
  writeFileSync(
    study,
    `name: networks
split: { develop: [h1, h2], tests: { external: [h3] } }
folds: 2
seeds: [1, 2]
missing: [n/a]
image: { crop: [16, 16, 16] }
training: { batch: 4, epochs: 5, rate: 1e-3, contrastive: { pairs: across-centres }, average: 0.9, flip: 0.5, threads: 1 }
models:
  - { name: deep, kind: deep, backbone: cnn, width: 0.125, training: { validate: 0.3 } }
  - { name: joint, kind: fusion, backbone: cnn, width: 0.125, select: { count: 4 }, training: { keep: averaged } }
  - { name: informed, kind: fusion, backbone: cnn, width: 0.125, select: { count: 2 }, clinical: [age, sex], training: { epochs: 2 } }
  - { name: pretrained, kind: deep, backbone: resnet18, weights: { file: resnet_18_23dataset.pth } }
`,
  );
});

test("a study of networks ends with predictions, bundles and the reason why one model is missing", async () => {
  const { metrics, incomplete } = await runStudy(study, { out });
  const names = ["deep", "joint", "informed"];
  expect(metrics.models.map(({ model }) => model)).toEqual(names.flatMap((name) => [name, `${name}@1`, `${name}@2`]));
  expect(incomplete).toMatchObject([{ model: "pretrained", failed: 6, jobs: 6 }]);
  expect(incomplete[0].error).toMatch(
    /resnet_18_23dataset\.pth: not readable \(no such file\)\. MedicalNet's weights are offered at https/,
  );
  const report = readFileSync(join(out, "report.html"), "utf8");
  expect(report).toContain("pretrained is left out: 6 of its 6 jobs failed");
  expect(report).toContain("in 24 cases: age of 1, sex of 1.");
  const files = lastingFiles(out).filter((name) => name.startsWith("models/"));
  const members = ["network@1.onnx", "network@2.onnx"];
  const weights = ["weights@1.safetensors", "weights@2.safetensors"];
  expect(files).toEqual([
    ...["model.json", ...members, ...weights].map((name) => `models/deep/${name}`),
    ...["informed", "joint"].flatMap((model) =>
      ["model.json", ...members, "radiomics.json", ...weights].map((name) => `models/${model}/${name}`),
    ),
  ]);
  const states = (await listJobs(study, { out, jobs: 1 })).map(({ model, state }) => `${model} ${state}`);
  expect([...new Set(states)]).toEqual(["deep done", "joint done", "informed done", "pretrained failed"]);
}, 600_000);

describe.each(["deep", "joint", "informed"])("the saved model %s", (name) => {
  const model = join(out, "models", name);

  test("predicts what the run says it does, for a table and for one lesion", async () => {
    const risks = join(cwd, `${name}.csv`);
    await predictCases(model, join(out, "tables/cases.csv"), { out: risks, root: cwd, jobs: 1 });
    const said = readFileSync(join(out, `tables/refitted-${name}.csv`), "utf8");
    expect(readFileSync(risks, "utf8")).toBe(said);
    const lesion = { image: join(cwd, "images/n03.nii.gz"), mask: join(cwd, "masks/n03.nii.gz") };
    const one = await predictLesion(model, lesion, name === "informed" ? { values: { ...clinical.get("n03") } } : {});
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

test("a fusion with clinical variables says which it reads, and which of them a case lacks", async () => {
  const model = join(out, "models/informed");
  const { members }: { members: { pipeline: unknown }[] } = JSON.parse(
    readFileSync(join(model, "radiomics.json"), "utf8"),
  );
  for (const fitted of members.map(({ pipeline }) => fittedPipelineFromJson(pipeline))) {
    expect(fitted.inputs.slice(-2)).toEqual(["age", "sex=M"]);
    expect(fitted.summary().imputed).toEqual([{ column: "age", rows: 1 }]);
  }
  const card = readFileSync(join(model, "card.md"), "utf8");
  expect(card).toContain("- 2 radiomics features of the preset pyradiomics");
  expect(card).toContain("- Clinical variables: age, sex\n");
  const { imputed } = await predictLesion(model, {
    image: join(cwd, "images/n03.nii.gz"),
    mask: join(cwd, "masks/n03.nii.gz"),
  });
  expect(imputed).toEqual(["age", "sex=M"]);
  const table = join(cwd, "without-sex.csv");
  writeFileSync(table, "case,image,mask,age\nn03,images/n03.nii.gz,masks/n03.nii.gz,60\n");
  await expect(predictCases(model, table, { out: join(cwd, "none.csv"), root: cwd, jobs: 1 })).rejects.toThrow(/"sex"/);
}, 120_000);

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
