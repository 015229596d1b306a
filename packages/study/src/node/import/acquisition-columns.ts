import { parseDicom } from "@hilum/volume/dicom";
import type { Dataset, DicomVolume } from "@hilum/volume/dicom";
import type { ScannedSeries } from "./scan.ts";

/** Columns of cases.csv that say how the image was made, and of whom. */
export const acquisitionColumns = [
  "age",
  "sex",
  "manufacturer",
  "model",
  "kernel",
  "kvp",
  "mas",
  "slice_thickness_mm",
  "slice_spacing_mm",
  "pixel_spacing_mm",
  "slices",
  "contrast",
  "phase",
] as const;

/** Words for the phase of contrast, as they stand in descriptions of series; nothing else of these is kept. */
const phases: readonly (readonly [phase: string, words: RegExp])[] = [
  ["native", /\b(native|nativ|plain|non[- ]?contrast|unenhanced|without contrast|nc|ohne km)\b/i],
  ["arterial", /\b(art|arterial|arteriell|artery)\b/i],
  ["venous", /\b(ven|venous|ven[oö]s|portal|pv|pvp)\b/i],
  ["delayed", /\b(delay|delayed|late|equilibrium|sp[aä]t)\b/i],
];

/**
 * How a series was acquired, from one of its files after de-identification: what was removed there cannot reach the table.
 *
 * @param clean - the de-identified file.
 */
export function acquisitionOf(
  clean: Uint8Array,
  { image, sliceMm }: ScannedSeries,
  volume: DicomVolume,
): Record<string, string> {
  const { dataset } = parseDicom(clean);
  const text = (keyword: "Manufacturer" | "ManufacturerModelName" | "ConvolutionKernel") => {
    const value = dataset.text(keyword) ?? "";
    return value === "REMOVED" ? "" : value;
  };
  const [row, , slices] = volume.grid.spacing;
  const phase = phases.find(([, words]) => words.test(image.words))?.[0];
  const values: Record<(typeof acquisitionColumns)[number], string | number | undefined> = {
    age: ageOf(dataset.text("PatientAge")),
    sex: { M: "M", F: "F", O: "O" }[dataset.text("PatientSex") ?? ""],
    manufacturer: text("Manufacturer"),
    model: text("ManufacturerModelName"),
    kernel: text("ConvolutionKernel"),
    kvp: dataset.number("KVP"),
    mas: exposure(dataset),
    slice_thickness_mm: image.thicknessMm ?? sliceMm,
    slice_spacing_mm: rounded(slices),
    pixel_spacing_mm: rounded(row),
    slices: volume.grid.size[2],
    contrast: image.contrast ? "yes" : phase === "native" ? "no" : phase === undefined ? "" : "yes",
    phase: phase ?? "",
  };
  return Object.fromEntries(
    Object.entries(values).map(([column, value]) => [column, value === undefined ? "" : String(value)]),
  );
}

/** Years; of children below two years with a fraction. */
function ageOf(age: string | undefined): number | undefined {
  const [, count, unit] = /^(\d{3})([DWMY])$/.exec(age ?? "") ?? [];
  if (count === undefined) return undefined;
  const perYear = { D: 365.25, W: 52.18, M: 12, Y: 1 }[unit ?? "Y"] ?? 1;
  return Math.round((Number(count) / perYear) * 10) / 10;
}

function exposure(dataset: Dataset): number | undefined {
  const micro = dataset.number("ExposureInuAs");
  const [current, time] = [dataset.number("XRayTubeCurrent"), dataset.number("ExposureTime")];
  const product = current !== undefined && time !== undefined ? (current * time) / 1000 : undefined;
  const value = dataset.number("Exposure") ?? (micro !== undefined ? micro / 1000 : product);
  return value === undefined ? undefined : rounded(value);
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
