import { imageTypes } from "../image-types.ts";
import { preset } from "../presets.ts";
import type { Planes, RadiomicsSettings } from "../settings.ts";
import { parseCsv } from "./parse-csv.ts";

/** One value of a table, as it stands there. */
export interface TableRow {
  readonly image: string;
  readonly family: string;
  readonly feature: string;
  /** As printed. */
  readonly value: string;
}

/** A table of PyRadiomics' features of one lesion, and how they were computed. */
export interface PyradiomicsTable {
  /** What its image goes by. */
  readonly name: string;
  readonly label: number;
  readonly settings: RadiomicsSettings;
  readonly rows: readonly TableRow[];
  /** What PyRadiomics said of the stages, by its name. */
  readonly diagnostics: ReadonlyMap<string, string>;
}

const planes: readonly Planes[] = ["ij", "ik", "jk"];

/** The words of a file's name that change a setting; bin width 25, B-spline and label 1 stand in none. */
const words: readonly (readonly [word: RegExp, change: (match: readonly string[]) => Partial<RadiomicsSettings>])[] = [
  [/^(linear|bspline|nearest)$/i, ([word]) => ({ interpolation: interpolationOf(word) })],
  [/^bincount(\d+)$/i, ([, count]) => ({ binCount: Number(count), binWidth: null })],
  [/^(?:binwidth|bw)(\d+(?:\.\d+)?)$/i, ([, width]) => ({ binWidth: Number(width), binCount: null })],
  [/^force2d([0-2]?)$/i, ([, dimension]) => ({ force2D: planes[Number(dimension)] })],
  [/^(\d+(?:\.\d+)?)mm$/i, ([, mm]) => ({ spacing: [Number(mm), Number(mm), Number(mm)] })],
];
const wordsWithoutEffect = /^(native|all|original|wavelet|log)$/i;

/**
 * The table in the text of `NAME_GRID_WHAT.csv`: settings by the words of its name, by the image types that it has rows of and by its
 * diagnostics, which decide where they say more than the name. Undefined for a file with other columns.
 *
 * @see reference/pyradiomics/README.md
 */
export function parsePyradiomicsTable(file: string, text: string): PyradiomicsTable | undefined {
  const records = parseCsv(text);
  if (!["image_type", "class", "feature", "value"].every((column) => records[0] && Object.hasOwn(records[0], column)))
    return undefined;
  const all = records.map((cells) => ({
    image: cells["image_type"],
    family: cells["class"],
    feature: cells["feature"],
    value: cells["value"],
  }));
  const rows = all.filter(({ image }) => image !== "diagnostics");
  const diagnostics = new Map(
    all.filter(({ image }) => image === "diagnostics").map(({ feature, value }) => [feature, value]),
  );
  const { name, label, changes } = parseName(file.replace(/\.csv$/i, ""));
  const spacing = vector(diagnostics.get("Image-interpolated_Spacing"));
  return {
    name,
    label,
    settings: preset("pyradiomics", { ...changes, ...(spacing && { spacing }), ...imagesOf(rows) }),
    rows,
    diagnostics,
  };
}

/** The words at the end that mean a setting; what is left is the image's name. */
function parseName(stem: string): { name: string; label: number; changes: Partial<RadiomicsSettings> } {
  const parts = stem.split("_");
  let changes: Partial<RadiomicsSettings> = {};
  let label = 1;
  while (parts.length > 1) {
    const word = parts[parts.length - 1];
    const labelled = /^label(\d+)$/i.exec(word);
    const meaning = words.find(([pattern]) => pattern.test(word));
    if (labelled) label = Number(labelled[1]);
    else if (meaning) changes = { ...meaning[1](meaning[0].exec(word) ?? []), ...changes };
    else if (!wordsWithoutEffect.test(word)) break;
    parts.pop();
  }
  return { name: parts.join("_"), label, changes };
}

function interpolationOf(word: string): RadiomicsSettings["interpolation"] {
  const lower = word.toLowerCase();
  return lower === "linear" || lower === "nearest" ? lower : "bspline";
}

/** Image types, wavelet levels and widths of the Laplacian of Gaussian that rows name. */
function imagesOf(rows: readonly TableRow[]): Partial<RadiomicsSettings> {
  const images = [...new Set(rows.map(({ image }) => image))];
  const types = new Set(images.map((image) => image.replace(/\d*-.*$/, "")));
  const sigmas = images.flatMap((image) => {
    const [, width] = /^log-sigma-(\d+(?:-\d+)?)-mm-3D$/.exec(image) ?? [];
    return width === undefined ? [] : Number(width.replace("-", "."));
  });
  const levels = images.map((image) => Number(/^wavelet(\d+)-/.exec(image)?.[1] ?? 1));
  const known = [...imageTypes.keys()].filter((type) => types.has(type));
  return {
    imageTypes: known.length > 0 ? known : ["original"],
    wavelet: { name: "coif1", levels: Math.max(1, ...levels), startLevel: 0 },
    ...(sigmas.length > 0 && { log: { sigmas, smallImages: "skip" } }),
  };
}

function vector(text = ""): [number, number, number] | undefined {
  const numbers = text
    .replaceAll(/[()\s]/g, "")
    .split(",")
    .map(Number);
  const [x, y, z] = numbers;
  return numbers.length === 3 && numbers.every((mm) => mm > 0) ? [x, y, z] : undefined;
}
