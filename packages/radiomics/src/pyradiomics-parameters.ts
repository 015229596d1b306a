import { checkSettings } from "./check-settings.ts";
import { families } from "./families.ts";
import { preset } from "./presets.ts";
import { RadiomicsError } from "./radiomics-error.ts";
import type { RadiomicsSettings } from "./settings.ts";

/** What a parameter file of PyRadiomics asks for. */
export interface PyradiomicsParameters {
  readonly settings: RadiomicsSettings;
  /** The label it names. */
  readonly label?: number;
  /** Parameters that do not decide a value here, and were left out. */
  readonly ignored: readonly string[];
}

/** Sections of a parameter file; the last one is about voxel-wise maps only. */
const sectionNames = ["setting", "imageType", "featureClass", "voxelSetting"];

/** Whether the content of a settings file is one of PyRadiomics' parameter files: it has a section of theirs. */
export function isPyradiomicsParameters(content: object): boolean {
  return sectionNames.some((name) => Object.hasOwn(content, name));
}

type Parameters = Readonly<Record<string, unknown>>;

/** Parameters that decide which cases PyRadiomics refuses, or what it says about them. */
const withoutEffect = new Set([
  "additionalInfo",
  "correctMask",
  "enableCExtensions",
  "geometryTolerance",
  "label_channel",
  "minimumROIDimensions",
  "minimumROISize",
  "verbose",
]);

const imageTypeNames: Readonly<Record<string, string>> = {
  Original: "original",
  Wavelet: "wavelet",
  LoG: "log",
  Square: "square",
  SquareRoot: "squareroot",
  Logarithm: "logarithm",
  Exponential: "exponential",
  Gradient: "gradient",
};

/** Parameters that may stand at an image type. */
const ofImageType: Readonly<Record<string, readonly string[]>> = {
  Wavelet: ["wavelet", "level", "start_level"],
  LoG: ["sigma"],
  Gradient: ["gradientUseSpacing"],
};

const interpolations = new Map<unknown, RadiomicsSettings["interpolation"]>([
  ["sitkNearestNeighbor", "nearest"],
  [1, "nearest"],
  ["sitkLinear", "linear"],
  [2, "linear"],
  ["sitkBSpline", "bspline"],
  [3, "bspline"],
]);

const planes = ["ij", "ik", "jk"] as const;

/**
 * Settings from the content of a PyRadiomics parameter file (its YAML or JSON as an object).
 *
 * What a file leaves out gets PyRadiomics' default: the original image, all features, no resampling, no cropping before
 * filters.
 *
 * @throws RadiomicsError `unsupported-parameters` that lists everything in the file that cannot be done here;
 * `bad-settings` if a value cannot be used.
 * @see https://pyradiomics.readthedocs.io/en/latest/customization.html
 */
export function fromPyradiomicsParameters(content: unknown): PyradiomicsParameters {
  const unsupported: string[] = [];
  const sections = mapping(content, "the file", unsupported);
  for (const name of Object.keys(sections))
    if (!sectionNames.includes(name)) unsupported.push(named(name, sectionNames));
  const types = sections["imageType"] === undefined ? { Original: {} } : sections["imageType"];
  const imageTypes = mapping(types, "imageType", unsupported);
  const given = { ...mapping(sections["setting"], "setting", unsupported), ...atImageTypes(imageTypes, unsupported) };
  const { changes, label, ignored } = settingsOf(given, unsupported);
  const chosen = {
    ...changes,
    ...familiesOf(sections["featureClass"], unsupported),
    imageTypes: imageTypesOf(imageTypes, given["sigma"], unsupported),
  };
  if (unsupported.length > 0) {
    throw new RadiomicsError(
      "unsupported-parameters",
      `These PyRadiomics parameters are not supported: ${unsupported.join("; ")}. Remove them, or extract with PyRadiomics.`,
    );
  }
  if (Object.hasOwn(sections, "voxelSetting")) ignored.push("voxelSetting");
  const settings = checkSettings({ ...preset("pyradiomics"), ...chosen });
  return { settings, ...(label !== undefined && { label }), ignored };
}

/** A name that is not known, with the one that differs in its capital letters or underscores only. */
function named(name: string, known: readonly string[], where = ""): string {
  const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const near = known.find((candidate) => letters(candidate) === letters(name));
  return near === undefined ? `${where}${name}` : `${where}${name} (did you mean ${near}?)`;
}

/** A section as an object; nothing written is an empty one. */
function mapping(section: unknown, where: string, unsupported: string[]): Parameters {
  if (section === undefined || section === null) return {};
  if (typeof section === "object" && !Array.isArray(section)) return { ...section };
  unsupported.push(`${where} that is not a list of names and values`);
  return {};
}

/** Parameters that stand at an image type instead of under `setting`. */
function atImageTypes(imageTypes: Parameters, unsupported: string[]): Parameters {
  const found: Record<string, unknown> = {};
  for (const [type, own] of Object.entries(imageTypes))
    for (const [name, value] of Object.entries(mapping(own, `imageType.${type}`, unsupported))) {
      if (ofImageType[type]?.includes(name)) found[name] = value;
      else unsupported.push(named(name, ofImageType[type] ?? [], `imageType.${type}.`));
    }
  return found;
}

function imageTypesOf(given: Parameters, sigmas: unknown, unsupported: string[]): string[] {
  const names = Object.keys(given).flatMap((type) => {
    const name = imageTypeNames[type];
    if (name === undefined) unsupported.push(named(type, Object.keys(imageTypeNames), "imageType."));
    return name ?? [];
  });
  // Without widths PyRadiomics makes no image of this type.
  return names.filter((name) => name !== "log" || (Array.isArray(sigmas) && sigmas.length > 0));
}

function familiesOf(section: unknown, unsupported: string[]): Pick<RadiomicsSettings, "families" | "leaveOut"> {
  if (section === undefined) return { families: [...families.keys()], leaveOut: [] };
  const classes = mapping(section, "featureClass", unsupported);
  const leaveOut: string[] = [];
  for (const [name, wanted] of Object.entries(classes)) {
    const family = families.get(name);
    if (!family) {
      unsupported.push(named(name, [...families.keys()], "featureClass."));
      continue;
    }
    if (!Array.isArray(wanted) || wanted.length === 0) continue;
    const known = family.features.map(({ pyradiomics }) => pyradiomics);
    for (const feature of wanted)
      if (!known.includes(String(feature))) unsupported.push(named(String(feature), known, `featureClass.${name}.`));
    leaveOut.push(...known.filter((feature) => !wanted.includes(feature)).map((feature) => `${name}_${feature}`));
  }
  return { families: [...families.keys()].filter((name) => Object.hasOwn(classes, name)), leaveOut };
}

interface Converted {
  readonly changes: Parameters;
  readonly label: number | undefined;
  readonly ignored: string[];
}

function settingsOf(given: Parameters, unsupported: string[]): Converted {
  // As in PyRadiomics, a parameter without a value is one that is not given.
  const left = new Map(Object.entries(given).filter(([, value]) => value !== null));
  const ignored = [...left.keys()].filter((name) => withoutEffect.has(name));
  for (const name of ignored) left.delete(name);
  const taken: string[] = [];
  const take = (name: string, otherwise: unknown): unknown => {
    taken.push(name);
    const value = left.has(name) ? left.get(name) : otherwise;
    left.delete(name);
    return value;
  };
  const onlyAs = (name: string, possible: unknown): void => {
    const value = take(name, possible);
    if (JSON.stringify(value) !== JSON.stringify(possible))
      unsupported.push(`${name} ${JSON.stringify(value)} (only ${JSON.stringify(possible)})`);
  };
  const oneOf = <T>(name: string, known: ReadonlyMap<unknown, T>, otherwise: unknown): T | undefined => {
    const value = take(name, otherwise);
    if (!known.has(value)) unsupported.push(`${name} ${JSON.stringify(value)}`);
    return known.get(value);
  };
  onlyAs("distances", [1]);
  onlyAs("symmetricalGLCM", true);
  onlyAs("gldm_a", 0);
  onlyAs("resegmentShape", false);
  const binCount = take("binCount", null);
  const binWidth = take("binWidth", 25);
  const normalise = { scale: take("normalizeScale", 1), removeOutliers: take("removeOutliers", null) };
  const resegment = { range: take("resegmentRange", null), mode: take("resegmentMode", "absolute") };
  const inPlanes = take("force2D", false) === true;
  const across = take("force2Ddimension", 0);
  const spacing = take("resampledPixelSpacing", null);
  const noInterpolator = Object.hasOwn(given, "interpolator") && given["interpolator"] === null;
  const keepsSpacing =
    noInterpolator || spacing === null || (Array.isArray(spacing) && spacing.every((mm) => mm === 0));
  const preCrop = take("preCrop", false);
  const changes: Readonly<Record<keyof Omit<RadiomicsSettings, "preset" | "version" | keyof Chosen>, unknown>> = {
    binWidth: binCount === null ? binWidth : null,
    binCount,
    spacing: keepsSpacing ? null : spacing,
    interpolation: oneOf("interpolator", interpolations, "sitkBSpline"),
    padDistance: take("padDistance", 5),
    // PyRadiomics cuts before it finds that an image has the wanted spacing already.
    preCrop: preCrop === true || (spacing !== null && !noInterpolator) ? true : preCrop,
    normalise: take("normalize", false) === true ? normalise : null,
    resegment: Array.isArray(resegment.range)
      ? { ...resegment, range: resegment.range.toSorted((a: number, b: number) => a - b) }
      : null,
    voxelArrayShift: take("voxelArrayShift", 0),
    force2D: inPlanes ? (planes[Number(across)] ?? across) : null,
    weightingNorm: take("weightingNorm", null),
    wavelet: { name: take("wavelet", "coif1"), levels: take("level", 1), startLevel: take("start_level", 0) },
    log: { sigmas: take("sigma", []), smallImages: "skip" },
    gradient: { per: take("gradientUseSpacing", true) === false ? "voxel" : "mm" },
  };
  const label = take("label", undefined);
  if (label !== undefined && typeof label !== "number") unsupported.push(`label ${JSON.stringify(label)}`);
  for (const name of left.keys()) unsupported.push(named(name, [...taken, ...withoutEffect], "setting."));
  return { changes, label: typeof label === "number" ? label : undefined, ignored };
}

/** What a parameter file says elsewhere, or cannot say. */
type Chosen = Pick<RadiomicsSettings, "families" | "leaveOut" | "imageTypes" | "measures" | "shells" | "habitats">;
