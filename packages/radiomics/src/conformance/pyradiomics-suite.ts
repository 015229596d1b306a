import { ConformanceRecord, type ReferenceFolder } from "@hilum/numeric/conformance";
import { extract } from "../extract.ts";
import type { Extraction } from "../extraction.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import type { RadiomicsSettings } from "../settings.ts";
import { otherRoundings } from "./bin-edges.ts";
import { parseBaseline } from "./pyradiomics-baseline.ts";
import { type Pair, readPair } from "./pyradiomics-images.ts";
import { matrixDistance, pyradiomicsMatrix } from "./pyradiomics-matrices.ts";
import { parsePyradiomicsTable, type PyradiomicsTable, type TableRow } from "./pyradiomics-table.ts";
import { readNpy } from "./read-npy.ts";

/** Where and how the suite runs. */
export interface PyradiomicsSetting {
  /** The folder with `pyradiomics/*.csv` and `pyradiomics/matrices/*.npy`. */
  readonly folder: ReferenceFolder;
  /** The folder with the images: `pyradiomics`, `ibsi1/ct_nifti`, or others (`readPair`). */
  readonly images: ReferenceFolder;
  /** Which files are checked: a table without its ending, `baseline_values` or `matrices`; default all. */
  readonly only?: (part: string) => boolean;
  /** Told before a part is begun. */
  readonly progress?: (part: string, done: number, parts: number) => void;
}

/** What the reference itself is known to be good to, relative (reference/pyradiomics/README.md). */
const tolerances = {
  value: 1e-6,
  /** Through ITK's recursive Gaussian, which was not validated against a real SimpleITK. */
  laplacianOfGaussian: 1e-3,
  baseline: 2e-6,
  /** The mesh of brain1 in the baseline is that of an old version. */
  staleMesh: 1e-3,
  /** Counts, and sums of them. */
  matrix: 1e-12,
} as const;
const meshFeatures: readonly string[] = ["MeshVolume", "SurfaceArea", "SurfaceVolumeRatio", "Sphericity"];

/** Rounding of numbers of this size is no difference. */
const nothing = 1e-12;

/** More explained deviations than this share of the suite are failures. */
const mostDeviations = 0.002;

/** What every part is given. */
interface Sources {
  readonly folder: ReferenceFolder;
  /** Each image is read once. */
  readonly pairOf: (name: string) => Promise<Pair>;
}

interface Deviation {
  readonly id: string;
  readonly expected: number;
  readonly got: number;
  readonly tolerance: number;
  readonly why: string;
}

interface Part {
  /** The first part of every id. */
  readonly id: string;
  readonly check: (record: ConformanceRecord) => Promise<Deviation[]>;
}

/**
 * Checks the features of PyRadiomics' definitions against its baseline, its texture matrices, and tables of features of whatever images
 * and filters are there.
 *
 * A value outside its tolerance is a deviation, not a failure, if voxels of its image lie on the edge of a bin and give the reference's
 * values on the other side: all of those of the image at once.
 *
 * @throws RadiomicsError `no-reference` if there are no reference values.
 */
export async function pyradiomicsSuite(setting: PyradiomicsSetting): Promise<ConformanceRecord> {
  const record = new ConformanceRecord("pyradiomics");
  const all = await partsOf(setting);
  if (all.length === 0)
    throw new RadiomicsError(
      "no-reference",
      "No reference value was found: pyradiomics/*.csv and pyradiomics/matrices/*.npy are looked for. Give the parent of " +
        "pyradiomics as --reference DIR.",
    );
  const parts = all.filter(({ id }) => setting.only?.(id) ?? true);
  const deviations: Deviation[] = [];
  for (const [index, part] of parts.entries()) {
    setting.progress?.(part.id, index, parts.length);
    try {
      deviations.push(...(await part.check(record)));
    } catch (error) {
      fail(record, part.id, error);
    }
  }
  const allowed = Math.floor(mostDeviations * (record.report().total + deviations.length));
  deviations.forEach(({ tolerance, ...deviation }, n) => {
    if (n < allowed) record.deviate(deviation);
    else record.compare({ ...deviation, distance: Infinity, tolerance });
  });
  return record;
}

async function partsOf({ folder, images }: PyradiomicsSetting): Promise<Part[]> {
  const pairs = new Map<string, Promise<Pair>>();
  const pairOf = (name: string): Promise<Pair> => {
    const pair = pairs.get(name) ?? readPair(images, name);
    pairs.set(name, pair);
    return pair;
  };
  const setting = { folder, pairOf };
  const files = await folder.names("pyradiomics");
  const matrices = (await folder.names("pyradiomics/matrices")).filter((file) => file.endsWith(".npy"));
  const tables = files.filter((file) => file.endsWith(".csv") && file !== "baseline_values.csv");
  return [
    ...(files.includes("baseline_values.csv")
      ? [{ id: "baseline_values", check: (record: ConformanceRecord) => checkBaseline(record, setting) }]
      : []),
    ...(matrices.length > 0
      ? [{ id: "matrices", check: (record: ConformanceRecord) => checkMatrices(record, setting, matrices) }]
      : []),
    ...tables.map((file) => ({
      id: file.replace(/\.csv$/, ""),
      check: (record: ConformanceRecord) => checkTable(record, setting, file),
    })),
  ];
}

async function checkBaseline(record: ConformanceRecord, { folder, pairOf }: Sources): Promise<Deviation[]> {
  const cases = parseBaseline(
    await folder.text("pyradiomics/baseline_values.csv"),
    await folder.text("pyradiomics/baseline_settings.json"),
  );
  const deviations: Deviation[] = [];
  for (const { id, name, label, settings, rows } of cases) {
    const part = `baseline_values/${id}`;
    try {
      const tolerance = ({ feature }: TableRow) =>
        id === "brain1" && meshFeatures.includes(feature) ? tolerances.staleMesh : tolerances.baseline;
      deviations.push(...compareRows(record, part, rows, await pairOf(name), label, settings, tolerance));
    } catch (error) {
      fail(record, part, error);
    }
  }
  return deviations;
}

async function checkMatrices(
  record: ConformanceRecord,
  { folder, pairOf }: Sources,
  files: readonly string[],
): Promise<Deviation[]> {
  for (const file of files) {
    const [, name = "", family = ""] = /^(.*)_([a-z]+)\.npy$/.exec(file) ?? [];
    const id = `matrices/${file.replace(/\.npy$/, "")}`;
    try {
      const got = pyradiomicsMatrix(await pairOf(name), family);
      if (got === undefined) {
        record.skip(id, `there is no texture matrix "${family}"`);
        continue;
      }
      const expected = readNpy(await folder.bytes(`pyradiomics/matrices/${file}`));
      const shown = ({ shape }: { readonly shape: readonly number[] }) => `a matrix of ${shape.join(" x ")}`;
      const distance = matrixDistance(got, expected);
      record.compare({ id, expected: shown(expected), got: shown(got), distance, tolerance: tolerances.matrix });
    } catch (error) {
      fail(record, id, error);
    }
  }
  return [];
}

async function checkTable(record: ConformanceRecord, { folder, pairOf }: Sources, file: string): Promise<Deviation[]> {
  const part = file.replace(/\.csv$/, "");
  const table = parsePyradiomicsTable(file, await folder.text(`pyradiomics/${file}`));
  if (!table) {
    record.skip(part, "not a table with the columns image_type, class, feature, value");
    return [];
  }
  const tolerance = ({ image }: TableRow) =>
    image.startsWith("log-") ? tolerances.laplacianOfGaussian : tolerances.value;
  const pair = await pairOf(table.name);
  return compareRows(record, part, table.rows, pair, table.label, table.settings, tolerance, table);
}

function compareRows(
  record: ConformanceRecord,
  part: string,
  rows: readonly TableRow[],
  pair: Pair,
  label: number,
  settings: RadiomicsSettings,
  toleranceOf: (row: TableRow) => number,
  table?: PyradiomicsTable,
): Deviation[] {
  const extraction = extract(pair.image, pair.mask, settings, { label });
  if (table) compareStages(record, part, table.diagnostics, extraction);
  const found = new Map(extraction.features.map((f) => [`${f.image} ${f.family} ${f.feature}`, f.value]));
  const beyond: (Deviation & { readonly row: TableRow })[] = [];
  for (const row of rows) {
    const { image, family, feature, value } = row;
    const id = `${part}/${image}/${family}/${feature}`;
    const [got, expected, tolerance] = [found.get(`${image} ${family} ${feature}`), numberOf(value), toleranceOf(row)];
    if (got === undefined) record.skip(id, `${family} ${feature} of the image ${image} is not implemented`);
    else if (distanceOf(got, expected) <= tolerance)
      record.compare({ id, expected, got, distance: distanceOf(got, expected), tolerance });
    else beyond.push({ id, expected, got, tolerance, why: "", row });
  }
  const deviations: Deviation[] = [];
  for (const image of new Set(beyond.map(({ row }) => row.image))) {
    const here = beyond.filter(({ row }) => row.image === image);
    const other = otherRoundings(pair, label, settings, image).find(({ values }) =>
      here.every(({ row: { family, feature }, expected, tolerance }) => {
        return distanceOf(values.get(`${family}_${feature}`) ?? Number.NaN, expected) <= tolerance;
      }),
    );
    for (const { row: _row, ...item } of here) {
      if (other) deviations.push({ ...item, why: other.why });
      else record.compare({ ...item, distance: distanceOf(item.got, item.expected) });
    }
  }
  return deviations;
}

/** Sizes, bounding boxes and voxel counts of the stages, to the digit. */
function compareStages(
  record: ConformanceRecord,
  part: string,
  said: PyradiomicsTable["diagnostics"],
  { diagnostics: { stages } }: Extraction,
): void {
  for (const { stage, size, boundingBox, voxelCount } of stages) {
    const name = { input: "original", resampled: "interpolated", resegmented: "resegmented" }[stage];
    const ours = {
      [`Image-${name}_Size`]: `(${size.join()})`,
      [`Mask-${name}_BoundingBox`]: `(${[...boundingBox.lower, ...boundingBox.size].join()})`,
      [`Mask-${name}_VoxelNum`]: String(voxelCount),
    };
    for (const [key, got] of Object.entries(ours)) {
      const expected = said.get(key)?.replaceAll(" ", "");
      if (expected !== undefined) record.same(`${part}/diagnostics/${key}`, got, expected);
    }
  }
}

/** Relative; 0 for two NaN, and for numbers that differ by rounding around zero only. */
function distanceOf(got: number, expected: number): number {
  if (Number.isNaN(got) && Number.isNaN(expected)) return 0;
  const apart = Math.abs(got - expected);
  return apart <= nothing ? 0 : apart / Math.abs(expected);
}

function numberOf(text: string): number {
  return text === "" || /^nan$/i.test(text) ? Number.NaN : Number(text);
}

function fail(record: ConformanceRecord, id: string, error: unknown): void {
  const got = error instanceof Error ? error.message : String(error);
  record.compare({ id, expected: "values that can be compared", got, distance: Infinity, tolerance: 0 });
}
