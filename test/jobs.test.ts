import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStudy, listJobs, planStudy, runOneJob, runStudy } from "@hilum/study/node";
import { beforeAll, expect, test } from "vitest";
import { lastingHashes } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { smallStudy, writeSmallCohort } from "./small-cohort.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
const alone = ["--jobs", "1"];
beforeAll(() => {
  writeSmallCohort(cwd, 15);
  writeFileSync(join(cwd, "study.yaml"), smallStudy);
});

const jobsOf = (out: string, study = "study.yaml") => listJobs(join(cwd, study), { out: join(cwd, out), jobs: 1 });

test("jobs done one by one, in any order, make the same run as hilum run", async () => {
  const listed = await jobsOf("single");
  expect(listed).toHaveLength(2 * 4);
  expect(new Set(listed.map(({ id }) => id)).size).toBe(8);
  for (const { id } of listed) expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(["waiting"]));

  const [last, ...others] = listed.toReversed();
  const { stdout } = await runHilum(["job", "study.yaml", last!.id.slice(0, 10), "--out", "single", ...alone], { cwd });
  expect(stdout).toBe(`${last!.model}, seed 5, ${last!.fit}: done\n`);
  const options = { out: join(cwd, "single"), jobs: 1 };
  expect(await runOneJob(join(cwd, "study.yaml"), last!.id, options)).toMatchObject({ id: last!.id, cached: true });
  expect((await jobsOf("single")).filter(({ state }) => state === "done")).toEqual([{ ...last, state: "done" }]);

  await runOneJob(join(cwd, "study.yaml"), others[2]!.id, options);
  await runStudy(join(cwd, "study.yaml"), options);
  await runStudy(join(cwd, "study.yaml"), { ...options, out: join(cwd, "whole") });
  expect(lastingHashes(join(cwd, "single"))).toEqual(lastingHashes(join(cwd, "whole")));
  expect(existsSync(join(cwd, "whole/cache/jobs", `${last!.id}.json`))).toBe(true);
}, 120_000);

test("the identity of a job knows neither names nor places, and changes with whatever decides the result", async () => {
  const ids = (jobs: { id: string }[]) => jobs.map(({ id }) => id);
  const before = ids(await jobsOf("single"));
  renameSync(join(cwd, "single"), join(cwd, "moved"));
  const renamed = smallStudy.replace("name: small", "name: other").replace("name: logistic", "name: linear");
  writeFileSync(join(cwd, "renamed.yaml"), renamed);
  expect(ids(await jobsOf("moved", "renamed.yaml"))).toEqual(before);

  writeFileSync(join(cwd, "other.yaml"), smallStudy.replace("c: 1", "c: 2").replace("count: 4", "count: 5"));
  expect(ids(await jobsOf("moved", "other.yaml")).filter((id) => before.includes(id))).toEqual([]);
}, 60_000);

test("an identity that names no job or several is refused", async () => {
  await expect(runOneJob(join(cwd, "study.yaml"), "xyz", { out: join(cwd, "moved"), jobs: 1 })).rejects.toThrow(
    'No job of this study has an identity that begins with "xyz" (of 8 jobs). hilum jobs lists them.',
  );
});

test("hilum plan counts what hilum run does, and writes nothing", async () => {
  const plan = await planStudy(join(cwd, "study.yaml"), { jobs: 1 });
  expect(plan).toMatchObject({
    eligible: 15,
    jobs: 8,
    fits: [
      { fit: "cross-validation/1" },
      { fit: "cross-validation/2" },
      { fit: "cross-validation/3" },
      { fit: "refit", train: 10, test: 5 },
    ],
    models: [
      { model: "tree-svm", kind: "radiomics", jobs: 4 },
      { model: "logistic", kind: "radiomics", jobs: 4 },
    ],
  });
  expect(existsSync(join(cwd, "runs"))).toBe(false);
});

test("hilum check tells no time of a study with networks: only a measured training step, as hilum plan makes, knows it", async () => {
  writeFileSync(
    join(cwd, "network.yaml"),
    `${smallStudy}  - { name: deep, kind: deep, backbone: cnn, width: 0.125 }
`,
  );
  const check = (file: string) => checkStudy(join(cwd, file), { out: join(cwd, "sheet.html"), jobs: 1 });
  expect(await check("network.yaml")).toMatchObject({ fits: 12, estimatedSeconds: null });
  expect((await check("study.yaml")).estimatedSeconds).toBeGreaterThan(0);
});
