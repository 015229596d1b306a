import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomStream } from "@hilum/numeric";
import { checkStudy, predictCases, runStudy } from "@hilum/study/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runHilum } from "./run-hilum.ts";

const folder = mkdtempSync(join(tmpdir(), "hilum-tables-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const read = (path: string) => readFileSync(join(folder, path), "utf8");
const rows = (path: string) =>
  read(path)
    .trim()
    .split("\n")
    .map((line) => line.split(","));

const study = `name: given
features: features.csv
clinical: [age, sex]
split: { develop: [h1, h2], tests: { external: [h3] } }
folds: 3
innerFolds: 3
subgroups: { women: "sex == F" }
controls: { permutedLabels: 2 }
models:
  - { name: plain, kind: radiomics, clinical: none, select: none, classifier: { kind: logistic }, tune: { c: [0.1, 1] } }
  - { name: both, kind: radiomics, select: none, harmonise: combat, classifier: { kind: elastic-net, lambda: 0.02 }, stability: 4 }
  - { name: facts, kind: clinical }
  - { name: late, kind: late-fusion, of: [plain, facts] }
  - { name: safe, kind: safe-fusion, of: [plain, both, facts] }
`;

describe("a study on features made elsewhere and clinical variables", () => {
  beforeAll(async () => {
    const cases = Array.from({ length: 90 }, (_, i) => {
      const random = randomStream("given", i);
      const label = i % 3 === 0 ? 1 : 0;
      const values = Array.from({ length: 4 }, (_, j) => (j === 0 ? 1.5 * label : 0) + (i % 2) + random.normal());
      const age = i === 5 ? "" : String(60 + 4 * label + random.integer(12));
      return { id: `c${i}`, label, values, age, sex: random.uniform() < 0.5 ? "F" : "M", centre: `h${(i % 3) + 1}`, i };
    });
    const centre = (i: number) => `h${(Math.floor(i / 3) % 3) + 1}`;
    const table = cases.map(
      ({ id, label, age, sex, i }) => `${id},p${i >> 1},${centre(i - (i % 6))},${label},${age},${sex}`,
    );
    writeFileSync(join(folder, "cases.csv"), ["case,patient,centre,label,age,sex", ...table].join("\n"));
    const features = cases.slice(1).map(({ id, values }) => `${id},${values.join(",")},a word`);
    writeFileSync(join(folder, "features.csv"), ["case,w,x,y,z,remark", ...features].join("\n"));
    writeFileSync(join(folder, "study.yaml"), study);
    await runStudy(join(folder, "study.yaml"), { out: join(folder, "run"), jobs: 1 });
  }, 120_000);

  test("predicts without an image, lists the case without features, and counts missing values", () => {
    expect(rows("run/predictions.csv")[0]).toEqual([
      "case",
      "patient",
      "centre",
      "set",
      "fold",
      "label",
      "plain",
      "both",
      "facts",
      "late",
      "safe",
    ]);
    expect(rows("run/tables/errors.csv")[1]).toEqual(["c0", "features.csv has no row of this case"]);
    expect(read("run/report.html")).toContain("age of 1");
    expect(read("run/report.html")).toContain("with words in them are no features: remark");
  });

  test("a check counts missing clinical values before a run does", async () => {
    const { warnings } = await checkStudy(join(folder, "study.yaml"), { out: join(folder, "check.html"), jobs: 1 });
    expect(warnings).toContainEqual(expect.stringContaining("in 90 cases: age of 1."));
    expect(read("check.html")).toContain("age of 1.");
  });

  test("hilum run shows the means over seeds; its tables have each seed", async () => {
    const models =
      "models:\n  - { name: plain, kind: radiomics, clinical: none, select: none, classifier: { kind: logistic } }\n";
    const head = "name: seeds\nfeatures: features.csv\nfolds: 3\nseeds: [1, 2]\n";
    writeFileSync(join(folder, "seeds.yaml"), head + models);
    const { code, stdout, stderr } = await runHilum(["run", "seeds.yaml", "--jobs", "1"], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^plain +cross-validation +89 +29 /m);
    expect(stdout).toContain("Means over the seeds; each seed alone: tables/results.csv.");
    expect(stdout).not.toContain("@");
    expect(rows("runs/seeds/tables/results.csv").flat()).toContain("plain@2");
  });

  test("the late fusion is the mean of its parts, the safe one a probability", () => {
    for (const [, , , , , , plain, , facts, late, safe] of rows("run/predictions.csv").slice(1)) {
      expect(Number(late)).toBeCloseTo((Number(plain) + Number(facts)) / 2, 12);
      expect(Number(safe)).toBeGreaterThan(0);
      expect(Number(safe)).toBeLessThan(1);
    }
  });

  test("weights, tuned values, stability, subgroups and controls stand in tables of their own", () => {
    const chosen = rows("run/tables/chosen.csv");
    const weights = chosen.filter(([model, , fit]) => model === "safe" && fit === "refit").map((row) => Number(row[4]));
    expect(weights).toHaveLength(3);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(chosen.filter(([model, , , what]) => model === "plain" && what === "c").length).toBeGreaterThan(3);
    expect(rows("run/tables/stability.csv")[1]).toEqual(["both", "w", "1", "4"]);
    expect(
      new Set(
        rows("run/tables/subgroups.csv")
          .slice(1)
          .map(([name]) => name),
      ),
    ).toEqual(new Set(["women"]));
    const controls = rows("run/tables/controls.csv").slice(1);
    expect(controls).toHaveLength(2 * 5 * 2);
    expect(read("run/report.html")).toContain("Negative controls");
  });

  test.each(["plain", "both", "late", "safe"])(
    "the saved model %s gives the run's risks to a table that holds what it needs",
    async (name) => {
      const features = new Map(rows("run/tables/features.csv").map(([id, ...values]) => [id, values]));
      const joined = rows("run/tables/cases.csv").map((row) => [...row, ...(features.get(row[0]) ?? [])].join(","));
      writeFileSync(join(folder, "joined.csv"), joined.join("\n"));
      const out = join(folder, `${name}.csv`);
      await predictCases(join(folder, "run/models", name), join(folder, "joined.csv"), { out, jobs: 1 });
      expect(readFileSync(out, "utf8")).toBe(read(`run/tables/refitted-${name}.csv`));
    },
  );
});

const data = process.env["HILUM_DATA"] ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
test.skipIf(!existsSync(join(data, "tables")))(
  "node status from clinical columns hardly transfers from Stanford to the VA hospital: anything else would be a leak",
  async () => {
    process.env["HILUM_DATA"] = data;
    const example = readFileSync(new URL("../examples/pn-clinical/study.yaml", import.meta.url), "utf8");
    // Without what takes most of its time and says nothing about the tests.
    const path = join(folder, "pn.yaml");
    writeFileSync(path, example.replace(/^controls:.*$/m, "").replace(", stability: 50", ""));
    const { metrics } = await runStudy(path, { out: join(folder, "pn"), jobs: 1 });
    const va = metrics.models.map(({ sets }) => sets.find(({ set }) => set === "va")!);
    expect(va.map(({ n, nPositive }) => [n, nPositive])).toEqual([
      [93, 16],
      [93, 16],
    ]);
    for (const { auc } of va) expect(Math.abs(auc! - 0.508)).toBeLessThan(0.09);
  },
  120_000,
);
