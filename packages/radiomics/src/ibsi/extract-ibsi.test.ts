import { describe, expect, test } from "vitest";
import type { Vec3, Volume } from "@hilum/volume";
import { ctPhantom } from "../test/images.ts";
import { ellipsoid, volumeOf } from "../test/masks.ts";
import { hasData, readCsv, referenceFolder, titled } from "../test/reference.ts";
import { checkIbsiSettings } from "./check-ibsi-settings.ts";
import { extractIbsi } from "./extract-ibsi.ts";
import { ibsiColumns } from "./ibsi-columns.ts";
import { ibsiFamilies } from "./ibsi-families.ts";
import { ibsiPresetNames, ibsiSettings } from "./ibsi-presets.ts";

const waves = ([i, j, k]: Vec3) => Math.round(200 * Math.sin(i / 3) * Math.cos(j / 4) - 100 + 13 * k);
const image = volumeOf([40, 36, 20], waves, [0.7, 0.7, 1.25]);
const sphere = volumeOf([40, 36, 20], ellipsoid([18, 17, 9], [9, 8, 5]), [0.7, 0.7, 1.25]);
const voxels = (...list: Vec3[]): Volume =>
  volumeOf(image.grid.size, (index) => (list.some((voxel) => voxel.join() === index.join()) ? 1 : 0), [0.7, 0.7, 1.25]);

test.each(ibsiPresetNames.filter((name) => name !== "ibsi-digital"))(
  "%s: looking at the lesion only gives the same features as processing the whole image",
  (name) => {
    const [part, whole] = (["lesion", "image"] as const).map((extent) =>
      extractIbsi(image, sphere, ibsiSettings(name), { extent }),
    );
    expect(part.features.filter(({ note }) => note !== "")).toEqual([]);
    for (const [n, { value, ...named }] of whole.features.entries()) {
      expect(part.features[n]).toMatchObject(named);
      expect(Math.abs(part.features[n].value - value), named.name).toBeLessThanOrEqual(1e-9 * Math.abs(value));
    }
    const alike = whole.diagnostics.stages.map((stage) => ({ ...stage, image: null }));
    expect(part.diagnostics.stages).toEqual(alike);
  },
);

test.each([
  { kind: "mean", dimension: "3D", boundary: "nearest", support: 5 },
  { kind: "log", dimension: "2D", boundary: "mirror", sigma: 1.5 },
  { kind: "laws", dimension: "3D", boundary: "periodic", kernels: "L5E5S5", pooling: "max", energy: 2 },
  { kind: "gabor", dimension: "3D", boundary: "mirror", sigma: 2, wavelength: 2, gamma: 1, thetaStep: Math.PI / 2 },
  { kind: "wavelet", dimension: "3D", boundary: "zero", wavelet: "db3", bands: "LLH", level: 2, pooling: "average" },
  { kind: "simoncelli", dimension: "3D", boundary: "periodic" },
])("filtered by $kind: the lesion and what decides its responses give what the whole image gives", (filter) => {
  const settings = checkIbsiSettings({ ...ibsiSettings("ibsi", { binCount: 16, spacing: [2, 2, 2] }), filter });
  const [part, whole] = (["lesion", "image"] as const).map((extent) =>
    extractIbsi(image, sphere, settings, { extent }),
  );
  for (const [n, { value, ...named }] of whole.features.entries()) {
    expect(part.features[n]).toMatchObject(named);
    expect(Math.abs(part.features[n].value - value), named.name).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(value)));
  }
  expect(ibsiColumns(settings)[0].printed.image).toBe(filter.kind);
});

test("a filter changes intensities, neither the mask nor the diagnostics of the unfiltered image", () => {
  const of = (filter: object | null) =>
    extractIbsi(image, sphere, checkIbsiSettings({ ...ibsiSettings("ibsi", { binCount: 16 }), filter }));
  const [plain, filtered] = [null, { kind: "mean", dimension: "3D", boundary: "mirror", support: 3 }].map(of);
  expect(filtered.diagnostics.stages).toEqual(plain.diagnostics.stages);
  const value = ({ features }: typeof plain, key: string) =>
    features.find((feature) => feature.key === key)?.value ?? Number.NaN;
  expect(value(filtered, "volumeMesh")).toBe(value(plain, "volumeMesh"));
  expect(value(filtered, "variance")).toBeLessThan(value(plain, "variance"));
});

test("a response on another grid, or a filter that does not exist, is refused", () => {
  const change = (filter: object) => () => checkIbsiSettings({ ...ibsiSettings("ibsi"), filter });
  const band = { kind: "wavelet", dimension: "3D", boundary: "zero", wavelet: "haar", bands: "LLL", decimated: true };
  expect(change(band)).toThrow(/lies on a coarser grid than the lesion\. Set filter\.decimated to false/);
  expect(change({ kind: "sobel" })).toThrow(/kind must be one of mean, log/);
});

test("whatever has no value for a lesion says why, and the rest is there", () => {
  const lesions = {
    "one voxel": voxels([20, 20, 10]),
    "two voxels that touch nowhere": voxels([20, 20, 10], [25, 20, 10]),
    "one row": voxels([20, 20, 10], [21, 20, 10], [22, 20, 10]),
  };
  for (const [name, mask] of Object.entries(lesions)) {
    const { features } = extractIbsi(image, mask, ibsiSettings("ibsi", { spacing: null }));
    for (const { value, note, ...feature } of features)
      expect(Number.isFinite(value), `${name}: ${feature.name}`).toBe(note === "");
    const missing = new Set(features.filter(({ note }) => note !== "").map(({ note }) => note));
    expect(missing).not.toContain("the formula gives no finite number for these voxels");
  }
});

test("a flat lesion has no correlation, skewness or autocorrelation, with the reason", () => {
  const flat = volumeOf(image.grid.size, () => 40, [0.7, 0.7, 1.25]);
  const { features } = extractIbsi(flat, sphere, ibsiSettings("ibsi"));
  const reasons = new Map(features.filter(({ note }) => note !== "").map(({ key, note }) => [key, note]));
  expect(Object.fromEntries(reasons)).toEqual({
    moransI: "all intensities are equal",
    gearysC: "all intensities are equal",
    skewness: "all values are equal",
    kurtosis: "all values are equal",
    correlation: "there is one grey level only",
    informationCorrelation1: "there is one grey level only",
  });
});

test("the label says which lesion is meant", () => {
  const both = volumeOf(image.grid.size, ([i]) => (i === 3 ? 1 : i > 20 && i < 30 ? 7 : 0), image.grid.spacing);
  const { diagnostics } = extractIbsi(image, both, ibsiSettings("ibsi", { spacing: null }), { label: 7 });
  expect(diagnostics.stages[0].morphologicalMask.boundingBox).toEqual([9, 36, 20]);
  expect(() => extractIbsi(image, both, ibsiSettings("ibsi"), { label: 2 })).toThrow(/2/);
});

test("a lesion that vanishes on a coarse grid is an error that says so", () => {
  const settings = ibsiSettings("ibsi", { spacing: [9, 9, 9] });
  expect(() => extractIbsi(image, voxels([0, 0, 0]), settings)).toThrow(
    /No voxel of the lesion is left at 9 x 9 x 9 mm/,
  );
});

test("settings that cannot be used are named, with what was found", () => {
  const change = (changes: object) => () => ibsiSettings("ibsi", changes);
  expect(change({ binWidth: -1 })).toThrow(/binWidth must be a positive number, or null; found -1/);
  expect(change({ binWidth: 25, binCount: 32 })).toThrow(/binWidth is 25 and binCount is 32/);
  expect(change({ volumeHistogram: { binWidth: 1, binCount: 2 } })).toThrow(/volumeHistogram\.binWidth is 1/);
  expect(change({ spacing: [0, 0, 0] })).toThrow(/spacing/);
  expect(change({ aggregations: ["4D"] })).toThrow(/aggregations .*2D_avg/);
  expect(change({ families: ["GLDM"] })).toThrow(/families .*NGLDM/);
  expect(change({ colour: 1 })).toThrow(/Unknown IBSI setting colour/);
  expect(ibsiSettings("ibsi", { binCount: 32 })).toMatchObject({ binWidth: null, binCount: 32 });
});

test("a family or an aggregation that is not asked for is left out", () => {
  const settings = ibsiSettings("ibsi", { families: ["GLRLM", "Morphology"], aggregations: ["3D_mrg", "3D"] });
  const { features } = extractIbsi(image, sphere, settings);
  expect(features).toHaveLength(16 + 25);
  expect(features[0]).toMatchObject({
    family: "GLRLM",
    key: "shortRunsEmphasis",
    ibsiCode: "22OV",
    aggregation: "3D_mrg",
  });
  expect(features[16]).toMatchObject({ name: "Volume (mesh)", ibsiCode: "RNU0", unit: "mm^3", aggregation: "" });
});

test("the columns are known without a lesion, in the order of the values", () => {
  for (const changes of [{}, { families: ["NGTDM", "GLCM"], aggregations: ["3D", "2D_avg"] } as const]) {
    const settings = ibsiSettings("ibsi", { spacing: [2, 2, 2], ...changes });
    const { features } = extractIbsi(image, sphere, settings);
    const columns = ibsiColumns(settings);
    const named = columns.map(({ family, feature, aggregation }) => [family.name, feature.key, aggregation].join(" "));
    expect(features.map(({ family, key, aggregation }) => [family, key, aggregation].join(" "))).toEqual(named);
    expect(new Set(named).size).toBe(named.length);
    for (const { aggregation, aggregationCode, family } of columns) {
      expect(aggregationCode).toMatch(aggregation === "" ? /^$/ : /^[0-9A-Z]{4}$/);
      expect(family.formulas).toMatch(/^https:\/\/ibsi\.readthedocs\.io\/.*#[a-z-]+$/);
    }
  }
});

describe.skipIf(!hasData)(titled("the features of the manual"), () => {
  test("every feature with a reference value is here, and every feature here has one", () => {
    const listed = (rows: readonly (readonly [string, string, string, string])[]) =>
      [...new Set(rows.map((row) => row.join(" | ")))].sort();
    const expected = readCsv(`${referenceFolder}/ibsi1/reference_values.csv`)
      .filter(({ family }) => !family.startsWith("Diagnostics"))
      .map((row) => [row["family"], row["feature"], row["ibsi_id"], row["aggregation"]] as const);
    const ours = [...ibsiFamilies.values()].flatMap(({ name, features, aggregations }) =>
      features.flatMap((feature) =>
        (aggregations.length > 0 ? aggregations : [""]).map((way) => [name, feature.name, feature.ibsi, way] as const),
      ),
    );
    expect(listed(ours)).toEqual(listed(expected));
    expect(new Set(ours.map(([, , code]) => code)).size).toBe(167);
  });

  test("columns have the names of IBSI's submission tables", () => {
    const tags = readCsv(`${referenceFolder}/ibsi1/reference_values.csv`)
      .filter(({ dataset, family }) => dataset === "digital" && !family.startsWith("Diagnostics"))
      .map((row) => [row["family"], row["feature"], row["aggregation"], row["tag"]].join(" | "));
    const ours = ibsiColumns(ibsiSettings("ibsi-digital")).map(({ family, feature, aggregation, printed }) =>
      [family.name, feature.name, aggregation, `${printed.family}_${printed.feature}`].join(" | "),
    );
    expect(ours.sort()).toEqual(tags.sort());
  });

  test("the preset for use gives every feature of a real lesion in every aggregation", () => {
    const { features } = extractIbsi(...ctPhantom(), ibsiSettings("ibsi", { spacing: [3, 3, 3] }));
    expect(features).toHaveLength(482);
    expect(features.filter(({ note }) => note !== "")).toEqual([]);
  });
});
