import { readFileSync } from "node:fs";
import type { ReferenceFolder } from "@hilum/numeric/conformance";
import { describe, expect, test } from "vitest";
import { folderAt } from "../test/folder-at.ts";
import { dataFolder, hasData, referenceFolder, titled } from "../test/reference.ts";
import { checkIbsiFilter } from "../ibsi2/check-ibsi-filter.ts";
import { describedFilter } from "./ibsi2-filter.ts";
import { parseResponseTests } from "./ibsi2-reference.ts";
import { ibsi2Suite } from "./ibsi2-suite.ts";

const images = folderAt(dataFolder);
const reference = folderAt(referenceFolder);

/** The reference with other tests or values. */
const folderOf = (files: Record<string, string>): ReferenceFolder => ({
  ...reference,
  names: async () => Object.keys(files),
  text: async (path) => files[path.replace("ibsi2/", "")],
});
const testsOf = (...rows: string[]) =>
  folderOf({
    "phase1_tests.csv": ["test_id,filter,phantom,dimension,padding,parameters,invariance,response_map", ...rows].join(
      "\n",
    ),
  });
const valuesOf = (...rows: string[]) =>
  folderOf({ "phase2_reference_values.csv": ["filter_id,filter,feature,tag,value,tolerance", ...rows].join("\n") });

describe.skipIf(!hasData)(titled("reference values of IBSI-2"), () => {
  test("one response map of each kind of filter, and statistics in slices", async () => {
    const some = ["1.a.2", "2.c", "3.c.2", "4.a.1", "5.a.1", "6.a.1", "8.a.2", "10.b.1"].map((id) => `phase1-${id}`);
    const only = (part: string) => some.includes(part) || ["phase2-4.A", "phase2-6.A"].includes(part);
    const report = (await ibsi2Suite({ folder: reference, images, only })).report();
    expect(report).toEqual({ suite: "ibsi2", total: 44, passed: 44, failed: [], deviations: [], skipped: [] });
  }, 60_000);

  test("every test is understood", () => {
    const tests = parseResponseTests(readFileSync(`${referenceFolder}/ibsi2/phase1_tests.csv`, "utf8"));
    expect(tests).toHaveLength(36);
    for (const row of tests) {
      const described = describedFilter(row);
      expect(typeof described === "string" ? described : checkIbsiFilter(described).dimension, row.id).toMatch(
        /^[23]D$/,
      );
    }
  });
});

describe.skipIf(!hasData)(titled("what the suite must notice"), () => {
  const check = async (folder: ReferenceFolder) => (await ibsi2Suite({ folder, images })).report();

  test("another parameter, boundary or axis than that of the map", async () => {
    const map = "1_a_2-ValidCRM.nii.gz";
    const { total, failed } = await check(
      testsOf(
        `right,mean,checkerboard,3D,nearest,support 15,,${map}`,
        `support,mean,checkerboard,3D,nearest,support 13,,${map}`,
        `boundary,mean,checkerboard,3D,zero,support 15,,${map}`,
        `axis,mean,checkerboard,2D,nearest,support 15,,${map}`,
      ),
    );
    expect(total).toBe(4);
    expect(failed.map(({ id }) => id)).toEqual(
      ["support", "boundary", "axis"].map((id) => `phase1-${id}/response map`),
    );
    for (const { expected, got, tolerance } of failed)
      expect(Math.abs(Number(expected) - Number(got))).toBeGreaterThan(tolerance);
  });

  test("filters that it does not know, and tests without a map, are skipped with the reason; a missing image fails", async () => {
    const map = "1_a_2-ValidCRM.nii.gz";
    const { total, failed, skipped } = await check(
      testsOf(
        `a,median,checkerboard,3D,nearest,support 15,,${map}`,
        `b,mean,checkerboard,3D,nearest,support 15; colour blue,,${map}`,
        `c,mean,checkerboard,3D,nearest,support 14,,${map}`,
        "d,mean,checkerboard,3D,nearest,support 15,,",
        `e,mean,teapot,3D,nearest,support 15,,${map}`,
      ),
    );
    expect(skipped.map(({ id, why }) => `${id}: ${why.slice(0, 40)}`)).toEqual([
      'phase1-a: "median" is not implemented',
      'phase1-b: "colour blue" is not implemented',
      "phase1-c: The filter setting support must be an od",
      "phase1-d: there is no consensus map",
    ]);
    expect([total, failed.map(({ id }) => id)]).toEqual([1, ["phase1-e"]]);
  });

  test("a value beyond its tolerance, not one at it; what has no value or settings is skipped", async () => {
    const { total, failed, skipped } = await check(
      valuesOf(
        "1.A,none,Maximum,stat_max,387,10",
        "1.A,none,Maximum,stat_max,388,10",
        "1.A,none,Maximum,stat_max,,",
        "1.A,none,Colour,stat_colour,1,1",
        "10.A,none,Maximum,stat_max,1,1",
      ),
    );
    expect([total, failed]).toEqual([2, [{ id: "phase2-1.A/stat_max", expected: 388, got: 377, tolerance: 10 }]]);
    expect(skipped.map(({ id }) => id)).toEqual(["phase2-1.A/stat_max", "phase2-1.A/stat_colour", "phase2-10.A"]);
  });
});

test("settings are read from the words of the tables", () => {
  const described = (filter: string, parameters: string, invariance = "") =>
    describedFilter({ filter, dimension: "3D", padding: "periodic (Fourier)", parameters, invariance });
  const common = { dimension: "3D", boundary: "periodic" };
  expect(described("Gabor", "real; sigma 2.5 mm; lambda 4 mm; gamma 3/2; theta 5pi/4", "max pooling")).toEqual({
    ...common,
    kind: "gabor",
    response: "real",
    sigma: 2.5,
    wavelength: 4,
    gamma: 1.5,
    theta: (5 * Math.PI) / 4,
    pooling: "max",
  });
  expect(described("Coiflet 3", "decimated LLH; level 2")).toEqual({
    ...common,
    kind: "wavelet",
    wavelet: "coif3",
    bands: "LLH",
    decimated: true,
    level: 2,
  });
  expect(described("Riesz Shannon", "B map level 2; l=(0,2,0)", "aligned by structure tensor sigma 1 mm")).toEqual({
    ...common,
    kind: "shannon",
    level: 2,
    riesz: { order: [0, 2, 0], tensorSigma: 1 },
  });
});

test("without reference values there is an error that says what is looked for", async () => {
  const nothing: ReferenceFolder = { names: async () => [], text: async () => "", bytes: async () => new Uint8Array() };
  await expect(ibsi2Suite({ folder: nothing, images: nothing })).rejects.toThrow(/ibsi2\/phase1_tests\.csv/);
});
