import { imageSettings } from "@hilum/learn";
import { preset } from "@hilum/radiomics";
import { describe, expect, test } from "vitest";
import { caseTable } from "../../case-table.ts";
import type { Case } from "../../cohort.ts";
import { parseStudy } from "../../study-file/study-file.ts";
import { valueHash } from "../content-hash.ts";
import type { PreparedStudy } from "../jobs/prepare-study.ts";
import { networkJobs, networkRequest } from "./network-jobs.ts";

const blocks = "image: { crop: [16, 16, 16] }\ntraining: { threads: 1 }\n";
const deep = "{ name: d, kind: deep, backbone: cnn }";
const fusion = (more = "") => `{ name: f, kind: fusion, backbone: cnn, select: { count: 2 }${more} }`;

/** Six cases of which four train, with two features and clinical cells. */
function prepared(models: string, { ofStudy = "", ageOfThird = "" } = {}): PreparedStudy {
  const study = parseStudy(`${blocks}${ofStudy}models: [${models}]\n`);
  const cases = Array.from({ length: 6 }, (_, i): Case => ({
    id: `c${i}`,
    patient: `p${i}`,
    centre: i < 4 ? "a" : "b",
    label: i % 2 === 0 ? 0 : 1,
    image: "",
    mask: "",
    part: i < 4 ? "develop" : "external",
    cells: new Map([
      ["age", i === 2 ? ageOfThird : String(60 + i)],
      ["sex", i % 3 === 0 ? "F" : "M"],
    ]),
  }));
  const features = { columns: ["x", "y"], rows: cases.map((_, i) => Float64Array.of(i, i === 1 ? NaN : 2 * i)) };
  return {
    open: {
      study,
      cohort: { cases, total: 6, steps: [], warnings: [], balance: [] },
      hashes: { study: "", cases: "" },
      folder: ".",
      file: "study.yaml",
      fileOf: (path) => ({ path, name: path }),
      relativePath: (path) => path,
    },
    settings: preset("pyradiomics"),
    cases,
    features: [],
    table: caseTable(study, cases, features),
    images: new Map([[valueHash(imageSettings({ crop: [16, 16, 16] })), cases.map((_, i) => `hash ${i}`)]]),
    failures: [],
    fits: [{ id: "refit", set: undefined, fold: "", train: [0, 1, 2, 3], test: [4, 5] }],
    warnings: [],
    cached: 0,
  };
}

async function identity(...study: Parameters<typeof prepared>): Promise<string | undefined> {
  return (await networkJobs(prepared(...study)))[0]?.id;
}

describe("the identity of a network's job", () => {
  // As they were before fusions read clinical variables: trainings of days must not be done again.
  const known = {
    deep: "19008140701b215470467345002696ded2ba2958129f3ef5f5de22e7ed64826c",
    fusion: "2568a804321f9e72eda924ff136fbdc371b62b1ff4e19eb0531da519aeb4c228",
  };

  test("is the old one without clinical variables, and for networks that read none of the study's", async () => {
    const ofStudy = "clinical: [age, sex]\n";
    expect(await identity(deep)).toBe(known.deep);
    expect(await identity(deep, { ofStudy })).toBe(known.deep);
    expect(await identity(fusion())).toBe(known.fusion);
    expect(await identity(fusion(", clinical: none"), { ofStudy })).toBe(known.fusion);
  });

  test("depends on which clinical variables a fusion reads and on their values, not on where the study names them", async () => {
    const own = await identity(fusion(", clinical: [age, sex]"));
    expect(await identity(fusion(), { ofStudy: "clinical: [age, sex]\n" })).toBe(own);
    const others = [
      known.fusion,
      await identity(fusion(", clinical: [age]")),
      await identity(fusion(", clinical: [age, sex]"), { ageOfThird: "61" }),
    ];
    expect(new Set([own, ...others]).size).toBe(4);
  });
});

test("the process of a training is given the clinical variables behind the features, gaps as null", async () => {
  const study = prepared(fusion(", clinical: [age, sex]"));
  const [job] = await networkJobs(study);
  const { model } = job;
  if (model.kind !== "fusion") throw new Error("a fusion was expected");
  const request = await networkRequest({ ...job, model }, study, "cache");
  expect(request.columns).toEqual(["x", "y", "age", "sex=M"]);
  expect(request.clinical).toEqual(["age", "sex=M"]);
  expect(request.train.map(({ values }) => values)).toEqual([
    [0, 0, 60, 0],
    [1, null, 61, 1],
    [2, 4, null, 1],
    [3, 6, 63, 0],
  ]);
});
