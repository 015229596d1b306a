import type { ReferenceFolder } from "@hilum/numeric/conformance";
import { describe, expect, test } from "vitest";
import { folderAt } from "../test/folder-at.ts";
import { hasData, dataFolder, referenceFolder, titled } from "../test/reference.ts";
import { ibsi1Suite } from "./ibsi1-suite.ts";

const images = folderAt(dataFolder);
const reference = folderAt(referenceFolder);

/** A reference folder with these values only. */
const folderOf = (csv: string): ReferenceFolder => ({
  names: async () => ["reference_values.csv"],
  text: async () => csv,
  bytes: async () => new Uint8Array(),
});
const header = "dataset,family,aggregation,feature,tag,value,tolerance,consensus,ibsi_id";

/** How many values and diagnostics each dataset has. */
const counts = { digital: [482, 0], A: [346, 60], B: [346, 60], C: [210, 60], D: [210, 60], E: [210, 60] } as const;

describe.skipIf(!hasData)(titled("reference values of IBSI-1"), () => {
  test.each(Object.entries(counts))(
    "%s: every value and diagnostic within its tolerance",
    async (dataset, [values, diagnostics]) => {
      const record = await ibsi1Suite({ folder: reference, images, only: (part) => part === dataset });
      expect(record.report()).toEqual({
        suite: "ibsi1",
        total: values + diagnostics,
        passed: values + diagnostics,
        failed: [],
        deviations: [],
        skipped: [],
      });
    },
    120_000,
  );

  test("these are all 1,804 values and 300 diagnostics", async () => {
    const rows = (await reference.text("ibsi1/reference_values.csv")).trim().split("\n").slice(1);
    const total = (n: 0 | 1) => Object.values(counts).reduce((sum, pair) => sum + pair[n], 0);
    expect([total(0), total(1)]).toEqual([1804, 300]);
    expect(rows).toHaveLength(1804 + 300);
  });
});

describe.skipIf(!hasData)(titled("what the suite must notice"), () => {
  const check = async (...rows: string[]) =>
    (await ibsi1Suite({ folder: folderOf([header, ...rows].join("\n")), images })).report();

  test("a value one digit beyond its tolerance, not one at it", async () => {
    const report = await check(
      "digital,Morphology,,Volume (mesh),at,560,4,,RNU0",
      "digital,Morphology,,Volume (mesh),beyond,561,4,,RNU0",
      "digital,GLCM,3D_mrg,Joint maximum,exact,0.509,0,,GYBY",
      "digital,GLCM,3D_mrg,Joint maximum,off,0.51,0,,GYBY",
    );
    expect(report.failed.map(({ id }) => id)).toEqual(["digital/beyond", "digital/off"]);
    expect(report).toMatchObject({ total: 4, passed: 2, failed: [{ expected: 561, tolerance: 4 }, {}] });
  });

  test("names, aggregations, identifiers and datasets that it does not know are skipped with the reason", async () => {
    const { total, skipped } = await check(
      "digital,Morphology,,Volume (clay),name,1,0,,RNU0",
      "digital,Morphology,,Volume (mesh),code,1,0,,ZZZZ",
      "digital,GLCM,4D,Joint maximum,way,1,0,,GYBY",
      "F,Morphology,,Volume (mesh),dataset,1,0,,RNU0",
    );
    expect(total).toBe(0);
    expect(skipped.map(({ id }) => id)).toEqual(["F", "digital/name", "digital/code", "digital/way"]);
  });

  test("an image that is not there", async () => {
    const missing = { ...images, bytes: () => Promise.reject(new Error("no such file")) };
    const folder = folderOf(`${header}\ndigital,Morphology,,Volume (mesh),v,556,4,,RNU0`);
    const { failed } = (await ibsi1Suite({ folder, images: missing })).report();
    expect(failed).toEqual([{ id: "digital", expected: expect.any(String), got: "no such file", tolerance: 0 }]);
  });

  test("the CT phantom read a second time, under its own name", async () => {
    const dicom = async () => Promise.reject(new Error("not a DICOM file"));
    const folder = folderOf(`${header}\nA,Morphology,,Volume (mesh),v,1,0,,RNU0`);
    const only = (part: string) => part.endsWith("-dicom");
    const { failed } = (await ibsi1Suite({ folder, images, dicom, only })).report();
    expect(failed.map(({ id, got }) => [id, got])).toEqual([["A-dicom", "not a DICOM file"]]);
  });
});

test("without reference values there is an error that says what is looked for", async () => {
  const nothing: ReferenceFolder = { names: async () => [], text: async () => "", bytes: async () => new Uint8Array() };
  await expect(ibsi1Suite({ folder: nothing, images: nothing })).rejects.toThrow(/ibsi1\/reference_values\.csv/);
});
