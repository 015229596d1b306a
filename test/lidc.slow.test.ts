import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metrics } from "@hilum/study";
import { describe, expect, test } from "vitest";
import { dataFolder, withData } from "../packages/volume/src/test/data-folder.ts";
import { filesBelow } from "./run-files.ts";
import { runHilum } from "./run-hilum.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const root = join(dataFolder, "lidc_nodules");
const found = existsSync(join(root, "labels.csv"));

describe.skipIf(!found)(withData("the studies on all 542 nodules of LIDC-IDRI"), () => {
  const folder = temporaryFolder();
  const env = { HILUM_DATA: dataFolder };
  const models = ["tree-svm", "logistic"];

  // Floors well under what was measured; on a par with chance is 0.5, and size alone reaches 0.87 on the first.
  test.each([
    { name: "malignant", cases: 542, floor: 0.85 },
    { name: "malignant-6-12mm", cases: undefined, floor: 0.7 },
  ])(
    "$name: areas above $floor, under five minutes, saved models that give the run's bytes",
    async ({ name, cases, floor }) => {
      const file = fileURLToPath(new URL(`../examples/lidc-nodules/${name}.yaml`, import.meta.url));
      const out = join(folder, name);
      const run = await runHilum(["run", file, "--out", out], { env, limitMs: 600_000 });
      expect(run.code, run.stderr).toBe(0);
      expect(run.processorMs).toBeLessThan(300_000);
      expect(run.stdout.trimEnd().split("\n").at(-1)).toBe(`report: ${join(out, "report.html")}`);

      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- another shape fails the test, as it should
      const metrics = JSON.parse(readFileSync(join(out, "metrics.json"), "utf8")) as Metrics;
      expect(metrics.models.map(({ model }) => model)).toEqual(models);
      for (const { sets } of metrics.models) {
        expect(sets.map(({ set }) => set)).toEqual(["cross-validation", "leave-out-A", "leave-out-B", "leave-out-C"]);
        const [crossValidation, ...sites] = sets;
        expect(crossValidation.auc).toBeGreaterThan(floor);
        if (cases !== undefined) expect(crossValidation.n).toBe(cases);
        expect(sites.reduce((sum, { n }) => sum + n, 0)).toBe(crossValidation.n);
        for (const { auc, ci95 } of sets) {
          expect(auc).toBeGreaterThan(floor - 0.1);
          expect(ci95?.[0]).toBeGreaterThan(0.5);
          expect(auc).toBeLessThan(1);
        }
      }

      for (const model of models) {
        const risks = join(folder, `${name}-${model}.csv`);
        const table = ["--cases", join(out, "tables/cases.csv"), "--root", root, "--out", risks];
        const { code, stderr } = await runHilum(["predict", join(out, "models", model), ...table], {
          env,
          limitMs: 300_000,
        });
        expect(code, stderr).toBe(0);
        expect(readFileSync(risks, "utf8")).toBe(readFileSync(join(out, `tables/refitted-${model}.csv`), "utf8"));
      }
      for (const written of filesBelow(out).filter((path) => !path.startsWith("cache/"))) {
        expect(readFileSync(join(out, written), "utf8").includes(dataFolder), `${written} names the data folder`).toBe(
          false,
        );
      }
    },
  );
});
