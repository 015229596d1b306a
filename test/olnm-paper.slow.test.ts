import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { initialise, Variables } from "@hilum/graph";
import { buildNetwork, networkTensors } from "@hilum/networks";
import type { NetworkSpec } from "@hilum/networks";
import { writeSafetensors } from "@hilum/networks/weights";
import { planStudy, runStudy } from "@hilum/study/node";
import { writeSynthCohort } from "@hilum/study/node/files";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const study = fileURLToPath(new URL("../examples/olnm-paper/study.yaml", import.meta.url));
const fusions = [
  "resnet18-none",
  "resnet18-pretrained",
  "resnet34-none",
  "resnet34-pretrained",
  "resnet50-none",
  "resnet50-pretrained",
  "densenet121-none",
  "swin-none",
  "swin-pretrained",
  "resnet18-add",
  "resnet18-learnable-add",
  "resnet18-mapped-concat",
];

/** Files of the published names with the tiny networks' shapes: the content decides how they are read. */
function writeTinyWeights(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const size = [32, 32, 32] as const;
  const networks: Readonly<Record<string, NetworkSpec>> = {
    "resnet_18_23dataset.pth": { backbone: "resnet18", options: { widthFactor: 1 / 8 }, size },
    "resnet_34_23dataset.pth": { backbone: "resnet34", options: { widthFactor: 1 / 8 }, size },
    "resnet_50_23dataset.pth": { backbone: "resnet50", options: { widthFactor: 1 / 8 }, size },
    "model_swinvit.pt": { backbone: "swin", options: { embedDim: 6 }, size },
  };
  for (const [file, spec] of Object.entries(networks)) {
    const { graph } = buildNetwork(spec, "eval", 1);
    const variables = new Variables();
    initialise(graph, variables, 1);
    writeFileSync(join(folder, file), writeSafetensors(networkTensors(graph, variables)));
  }
}

test("the publication's whole matrix runs at tiny scale on a synthetic cohort of six hospitals", async () => {
  await writeSynthCohort({ out: join(cwd, "cohort"), cases: 60, seed: 5, centres: 6 });
  writeTinyWeights(join(cwd, "weights"));
  process.env["OLNM_CASES"] = join(cwd, "cohort/cases.csv");
  process.env["HILUM_WEIGHTS"] = join(cwd, "weights");

  const plan = await planStudy(study, {});
  expect(plan.jobs).toBe(14);
  expect(plan.models.map(({ model }) => model)).toEqual(["tree-svm", "deep", ...fusions]);

  const out = join(cwd, "out");
  const { incomplete, metrics, report } = await runStudy(study, { out, scale: "tiny" });
  expect(incomplete).toEqual([]);
  expect(metrics.models.map(({ model }) => model)).toEqual(["tree-svm", "deep", ...fusions]);
  expect(metrics.models[0].sets.map(({ set }) => set)).toEqual(["validation", "test1", "test2"]);
  expect(basename(report)).toBe("report.html");
  expect(readFileSync(report, "utf8")).toContain("densenet121-pretrained");
  const model: unknown = JSON.parse(readFileSync(join(out, "models/swin-pretrained/model.json"), "utf8"));
  expect(model).toMatchObject({ kind: "fusion", image: { crop: [32, 32, 32] } });
}, 900_000);
