import type { IbsiStage, IntensitySummary, MaskSummary } from "../ibsi/ibsi-stages.ts";

/** The stage that a family of diagnostics describes. */
const stageOf: Readonly<Record<string, IbsiStage["stage"]>> = {
  "Diagnostics-initial image": "initial",
  "Diagnostics-interpolated image": "interpolated",
  "Diagnostics-initial ROI": "initial",
  "Diagnostics-interpolated ROI": "interpolated",
  "Diagnostics-resegmented ROI": "resegmented",
};

type Read = (stage: IbsiStage) => number | undefined;

const axes = ["x", "y", "z"] as const;
const along = (name: (axis: string) => string, read: (stage: IbsiStage, axis: number) => number): [string, Read][] =>
  axes.map((axis, n) => [name(axis), (stage) => read(stage, n)]);
const intensities = (prefix: string, read: (stage: IbsiStage) => IntensitySummary | null): [string, Read][] => [
  [`${prefix}ean intensity`, (stage) => read(stage)?.mean],
  [`${prefix}inimum intensity`, (stage) => read(stage)?.minimum],
  [`${prefix}aximum intensity`, (stage) => read(stage)?.maximum],
];
const ofMask = (name: string, read: (stage: IbsiStage) => MaskSummary): [string, Read][] => [
  ...along(
    (axis) => `${name} bounding box dimension ${axis}`,
    (stage, n) => read(stage).boundingBox[n],
  ),
  [`${name} voxel count`, (stage) => read(stage).voxelCount],
];

const diagnostics: ReadonlyMap<string, Read> = new Map([
  ...along(
    (axis) => `Image dimension ${axis}`,
    ({ size }, n) => size[n],
  ),
  ...along(
    (axis) => `Voxel dimension ${axis}`,
    ({ spacing }, n) => spacing[n],
  ),
  ...intensities("M", ({ image }) => image),
  ...along(
    (axis) => `Int. mask dimension ${axis}`,
    ({ size }, n) => size[n],
  ),
  ...ofMask("Int. mask", ({ intensityMask }) => intensityMask),
  ...ofMask("Morph. mask", ({ morphologicalMask }) => morphologicalMask),
  ...intensities("Int. mask m", ({ intensityMask }) => intensityMask.intensity),
]);

/** Whether a family of the reference holds diagnostics of the image processing. */
export function isDiagnostic(family: string): boolean {
  return family.startsWith("Diagnostics");
}

/** A diagnostic of the reference by its name; undefined if it is not known. */
export function diagnosticOf(stages: readonly IbsiStage[], family: string, name: string): number | undefined {
  const stage = stages.find((candidate) => candidate.stage === stageOf[family]);
  return stage && diagnostics.get(name)?.(stage);
}
