import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runHilum } from "./run-hilum.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const reference = join(data, "..", "reference");
const there = existsSync(join(reference, "nn"));

/** Networks at full width, one after the other: 13 minutes and 10 GiB on two cores, most of it Swin at batch 4. */
const limitMs = 3_600_000;

describe.skipIf(!there)(`conformance, all of it${there ? "" : " (skipped: HILUM_DATA not found)"}`, () => {
  test(
    "every quantity of every network agrees with PyTorch and MONAI, in less than 16 GiB",
    async () => {
      const args = ["conformance", "networks", "--reference", reference, "--json"];
      const { code, stdout, stderr, peakMiB } = await runHilum(args, { limitMs });
      const { failed, total, skipped } = JSON.parse(stdout);
      expect(failed).toEqual([]);
      expect(code, stderr).toBe(0);
      expect(total).toBeGreaterThan(10_000);
      expect(skipped.length).toBeLessThan(20);
      expect(peakMiB).toBeLessThan(16_384);
    },
    limitMs,
  );

  test("every value and diagnostic of IBSI-1, from NIfTI and from DICOM", { timeout: limitMs }, async () => {
    const args = ["conformance", "ibsi1", "--data", data, "--json"];
    const { code, stdout, stderr } = await runHilum(args, { limitMs });
    const { failed, total, skipped } = JSON.parse(stdout);
    expect({ failed, total, skipped }).toEqual({ failed: [], total: 1804 + 300 + 1322 + 300, skipped: [] });
    expect(code, stderr).toBe(0);
  });

  test("every response map and statistic of IBSI-2 that has a consensus", { timeout: limitMs }, async () => {
    const args = ["conformance", "ibsi2", "--data", data, "--json"];
    const { code, stdout, stderr } = await runHilum(args, { limitMs });
    const { failed, total, skipped } = JSON.parse(stdout);
    expect({ failed, total }).toEqual({ failed: [], total: 33 + 323 });
    expect(skipped.map(({ id }: { id: string }) => id)).toEqual([
      "phase1-9.b.2",
      "phase1-10.a",
      "phase1-10.b.2",
      "phase2-8.B/stat_qcod",
    ]);
    expect(code, stderr).toBe(0);
  });

  test("every value of PyRadiomics: baseline, matrices and tables", { timeout: limitMs }, async () => {
    const args = ["conformance", "pyradiomics", "--data", data, "--json"];
    const { code, stdout, stderr } = await runHilum(args, { limitMs });
    const { failed, deviations, total, skipped } = JSON.parse(stdout);
    expect({ failed, deviations, skipped }).toEqual({ failed: [], deviations: [], skipped: [] });
    // Baseline, matrices, the values of eleven tables, and three facts of each of their 14 stages.
    expect(total).toBe(1995 + 15 + 13_081 + 42);
    expect(code, stderr).toBe(0);
  });
});
