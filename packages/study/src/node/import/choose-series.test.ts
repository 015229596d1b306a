import { expect, test } from "vitest";
import { chooseSeries } from "./choose-series.ts";
import type { ImageHead } from "./file-head.ts";
import type { ScannedSeries } from "./scan.ts";

const image: ImageHead = {
  role: "original",
  burnedIn: false,
  frames: 1,
  thicknessMm: 1,
  spacingMm: undefined,
  alongMm: 0,
  seriesNumber: 2,
  words: "",
  contrast: false,
};

function series(uid: string, sliceMm: number | undefined, more: Partial<ScannedSeries> = {}): ScannedSeries {
  const names = { uid, studyUid: "study", patient: "somebody", frameOfReferenceUid: "frame", modality: "CT" };
  return { ...names, isCt: true, image, files: [], images: 300, duplicates: 0, sliceMm, ...more };
}

const chosen = (all: ScannedSeries[], drawnOn: string[] = []) =>
  chooseSeries(all, new Set(drawnOn)).chosen.map(({ series, note }) => [series.uid, note]);

test("the thinnest is taken", () => {
  expect(chosen([series("a", 5), series("b", 1), series("c", 2)])).toEqual([["b", "chosen from 3 series"]]);
});

test("a thicker one where there is no thin one, and it is said", () => {
  expect(chosen([series("a", 5), series("b", 3)])).toEqual([
    ["b", "thinnest there is: 3 mm slices, more than 2 mm; chosen from 2 series"],
  ]);
  expect(chosen([series("a", undefined)])[0]?.[1]).toMatch(/unknown slices/);
});

test("at equal thickness more images decide, then the earlier series", () => {
  const later = { image: { ...image, seriesNumber: 5 } };
  expect(chosen([series("a", 1, { images: 200 }), series("b", 1.004)])[0]?.[0]).toBe("b");
  expect(chosen([series("a", 1, later), series("b", 1)])[0]?.[0]).toBe("b");
});

test("the series that masks were drawn on are taken, thick, short or derived as they are", () => {
  const derived = { image: { ...image, role: "derived" as const }, images: 5 };
  const all = [series("a", 1), series("b", 5), series("c", 3, derived)];
  expect(chosen(all, ["b", "c"]).map(([uid]) => uid)).toEqual(["c", "b"]);
  expect(chosen(all, ["c"])[0]?.[1]).toBe("3 mm slices, more than 2 mm; derived from another series");
});

test.each<[string, Partial<ScannedSeries>]>([
  ["a localiser", { image: { ...image, role: "localiser" } }],
  ["derived from another series", { image: { ...image, role: "derived" } }],
  ["a copy of a screen or a report", { image: { ...image, role: "screen" } }],
  ["writing is burned into its pixels", { image: { ...image, burnedIn: true } }],
  ["fewer than 10 images", { images: 9 }],
  ["no CT image (PT)", { isCt: false, modality: "PT" }],
  ["a report", { isCt: false, modality: "SR" }],
  ["no CT image (unknown modality)", { isCt: false, modality: "Seydlitz" }],
])("%s is left out", (reason, more) => {
  const { chosen, left } = chooseSeries([series("a", 1, more)], new Set());
  expect(chosen).toEqual([]);
  expect(left).toEqual([{ series: expect.anything(), reason }]);
});
