import { ConformanceRecord, type ReferenceFolder } from "@hilum/numeric/conformance";
import type { Volume } from "@hilum/volume";
import { readNifti } from "@hilum/volume/nifti";
import { extractIbsi, type IbsiExtraction } from "../ibsi/extract-ibsi.ts";
import { type IbsiPresetName, ibsiSettings } from "../ibsi/ibsi-presets.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import { diagnosticOf, isDiagnostic } from "./ibsi1-diagnostics.ts";
import { ibsi1Distance, type Ibsi1Row, parseIbsi1Reference } from "./ibsi1-reference.ts";

/** An image and the mask of its lesion. */
interface Phantom {
  readonly image: Volume;
  readonly mask: Volume;
}

/** Where and how the suite runs. */
export interface Ibsi1Setting {
  /** The folder with `ibsi1/reference_values.csv`. */
  readonly folder: ReferenceFolder;
  /** The folder with `ibsi1/digital` and `ibsi1/ct_nifti`. */
  readonly images: ReferenceFolder;
  /** Reads the CT phantom once more, from `ibsi1/ct_dicom`: the series in `image` and the ROI GTV-1 in `rtstruct`. */
  readonly dicom?: (folder: string) => Promise<Phantom>;
  /** Which parts are checked: a dataset of the reference, with `-dicom` where it is read so; default all. */
  readonly only?: (part: string) => boolean;
  /** Told before a part is begun. */
  readonly progress?: (part: string, done: number, parts: number) => void;
}

/** Settings and image of each dataset. */
const datasets: Readonly<Record<string, readonly [preset: IbsiPresetName, folder: string]>> = {
  digital: ["ibsi-digital", "digital"],
  A: ["ibsi-A", "ct"],
  B: ["ibsi-B", "ct"],
  C: ["ibsi-C", "ct"],
  D: ["ibsi-D", "ct"],
  E: ["ibsi-E", "ct"],
};

interface Part {
  /** The first part of every id. */
  readonly id: string;
  readonly dataset: string;
  readonly read: () => Promise<Phantom>;
}

/**
 * Checks the IBSI features and the diagnostics of the image processing against the reference values of IBSI-1.
 *
 * Rows of unknown datasets and features are skipped with the reason; an image that cannot be read fails.
 *
 * @throws RadiomicsError `no-reference` if there are no reference values.
 */
export async function ibsi1Suite(setting: Ibsi1Setting): Promise<ConformanceRecord> {
  const record = new ConformanceRecord("ibsi1");
  const rows = await readReference(setting.folder);
  const found = [...new Set(rows.map(({ dataset }) => dataset))];
  for (const dataset of found) {
    if (!Object.hasOwn(datasets, dataset)) record.skip(dataset, "there are no settings for this dataset");
  }
  const parts = found.flatMap((dataset) => partsOf(dataset, setting)).filter(({ id }) => setting.only?.(id) ?? true);
  for (const [index, part] of parts.entries()) {
    setting.progress?.(part.id, index, parts.length);
    await check(
      record,
      part,
      rows.filter(({ dataset }) => dataset === part.dataset),
    );
  }
  return record;
}

async function readReference(folder: ReferenceFolder): Promise<Ibsi1Row[]> {
  const present = (await folder.names("ibsi1")).includes("reference_values.csv");
  const rows = present ? parseIbsi1Reference(await folder.text("ibsi1/reference_values.csv")) : [];
  if (rows.length > 0) return rows;
  throw new RadiomicsError(
    "no-reference",
    "No reference value was found: ibsi1/reference_values.csv is looked for. Give the parent of ibsi1 as --reference DIR.",
  );
}

function partsOf(dataset: string, { images, dicom }: Ibsi1Setting): Part[] {
  if (!Object.hasOwn(datasets, dataset)) return [];
  const [, image] = datasets[dataset];
  const folder = image === "ct" ? "ibsi1/ct_nifti" : `ibsi1/${image}`;
  const nifti: Part = { id: dataset, dataset, read: () => readPair(images, folder) };
  if (image !== "ct" || !dicom) return [nifti];
  return [nifti, { id: `${dataset}-dicom`, dataset, read: () => dicom("ibsi1/ct_dicom") }];
}

async function readPair(images: ReferenceFolder, folder: string): Promise<Phantom> {
  const [image, mask] = await Promise.all(["phantom", "mask"].map((name) => images.bytes(`${folder}/${name}.nii.gz`)));
  return { image: readNifti(image), mask: readNifti(mask) };
}

async function check(record: ConformanceRecord, { id, dataset, read }: Part, rows: readonly Ibsi1Row[]): Promise<void> {
  let extraction: IbsiExtraction;
  try {
    const { image, mask } = await read();
    const [preset] = datasets[dataset];
    extraction = extractIbsi(image, mask, ibsiSettings(preset), { extent: "image" });
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    record.compare({ id, expected: "features of this dataset", got, distance: Infinity, tolerance: 0 });
    return;
  }
  for (const row of rows) compare(record, id, row, extraction);
}

function compare(
  record: ConformanceRecord,
  part: string,
  row: Ibsi1Row,
  { features, diagnostics }: IbsiExtraction,
): void {
  const id = `${part}/${row.tag}`;
  const { family, feature, aggregation, value, tolerance } = row;
  const got = isDiagnostic(family)
    ? diagnosticOf(diagnostics.stages, family, feature)
    : features.find(
        (candidate) =>
          candidate.family === family &&
          candidate.name === feature &&
          candidate.aggregation === aggregation &&
          (row.ibsi === "" || candidate.ibsiCode === row.ibsi),
      )?.value;
  if (got === undefined) record.skip(id, `${family}, ${feature} is not implemented for this aggregation`);
  else record.compare({ id, expected: Number(value), got, distance: ibsi1Distance(got, value), tolerance });
}
