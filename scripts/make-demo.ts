/**
 * Writes examples/lung-nodules: real nodules of LIDC-IDRI with masks made by `hilum segment`, for the demo study.
 *
 *   node --conditions=hilum-source --import tsx scripts/make-demo.ts
 *
 * Needs the folder lidc_nodules of the test data (HILUM_DATA). The same data give the same files on every run.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { randomStream } from "@hilum/numeric";
import { indexToPoint, segmentNodule } from "@hilum/volume";
import { writeNifti } from "@hilum/volume/nifti";
import type { Vec3 } from "@hilum/volume";
import { dice } from "../packages/volume/src/test/dice.ts";
import type { NoduleRow } from "../packages/volume/src/test/lidc-nodules.ts";
import { loadNodule, middleVoxel, noduleRows } from "../packages/volume/src/test/lidc-nodules.ts";

/** Nodules per centre, [suspicious, not]; centre C has 17 eligible suspicious ones, all are taken. */
const WANTED: Readonly<Record<string, readonly [number, number]>> = { A: [35, 35], B: [35, 35], C: [17, 43] };
const LEAST_DICE = 0.7;
const MOST_NODULES = 200;
const MOST_BYTES = 9.5e6;
/** The readings that are shipped; malignancy_score is not, the label is made from it. */
const READINGS = [
  "diameter_mm",
  "subtlety",
  "calcification",
  "sphericity",
  "margin",
  "lobulation",
  "spiculation",
  "texture",
  "n_readers",
];
const COLUMNS = ["case", "patient", "centre", "image", "mask", "label", "seed_x", "seed_y", "seed_z", ...READINGS];

const target = fileURLToPath(new URL("../examples/lung-nodules", import.meta.url));

interface DemoNodule {
  readonly row: NoduleRow;
  readonly point: Vec3;
  readonly image: Uint8Array;
  readonly mask: Uint8Array;
  readonly dice: number;
}

/** A nodule as it would be shipped: the mask is that of `hilum segment IMAGE --at X,Y,Z --diameter MM`. */
function makeNodule(row: NoduleRow): DemoNodule {
  const { image, reading } = loadNodule(row);
  const point = rounded(indexToPoint(image.grid, middleVoxel(reading)));
  const { mask } = segmentNodule(image, { point }, { diameterMm: Number(row.diameter_mm) });
  return {
    row,
    point,
    image: writeNifti(image),
    mask: writeNifti(mask),
    dice: dice(mask.data, reading.data),
  };
}

function rounded(point: Vec3): Vec3 {
  const micrometres = (x: number): number => Math.round(x * 1000) / 1000;
  return [micrometres(point[0]), micrometres(point[1]), micrometres(point[2])];
}

/** Drawn at random among the eligible nodules of one centre and one label: never by what a model makes of them. */
function draw(eligible: readonly DemoNodule[], centre: string, label: string, count: number): DemoNodule[] {
  const pool = eligible.filter(({ row }) => row.site === centre && row.malignant === label);
  if (pool.length < count)
    throw new Error(`Centre ${centre} has ${pool.length} eligible nodules with label ${label}; ${count} are wanted.`);
  return randomStream("examples/lung-nodules", centre, label).shuffled(pool).slice(0, count);
}

function csvLine({ row, point }: DemoNodule): string {
  const cells: Readonly<Record<string, string>> = {
    ...row,
    case: row.id,
    centre: row.site,
    image: `images/${row.id}.nii.gz`,
    mask: `masks/${row.id}.nii.gz`,
    label: row.malignant,
    seed_x: String(point[0]),
    seed_y: String(point[1]),
    seed_z: String(point[2]),
  };
  return COLUMNS.map((name) => cells[name]).join(",");
}

const made = noduleRows().map(makeNodule);
const eligible = made.filter((nodule) => nodule.dice >= LEAST_DICE);
const chosen = Object.entries(WANTED)
  .flatMap(([centre, [suspicious, others]]) => [
    ...draw(eligible, centre, "1", suspicious),
    ...draw(eligible, centre, "0", others),
  ])
  .sort((a, b) => (a.row.id < b.row.id ? -1 : 1));
const bytes = chosen.reduce((sum, { image, mask }) => sum + image.length + mask.length, 0);
if (chosen.length > MOST_NODULES || bytes > MOST_BYTES)
  throw new Error(
    `The demo would have ${chosen.length} nodules and ${bytes} bytes; ${MOST_NODULES} and ${MOST_BYTES} are the limits. Lower WANTED.`,
  );

for (const name of ["images", "masks"]) {
  rmSync(join(target, name), { recursive: true, force: true });
  mkdirSync(join(target, name), { recursive: true });
}
for (const { row, image, mask } of chosen) {
  writeFileSync(join(target, "images", `${row.id}.nii.gz`), image);
  writeFileSync(join(target, "masks", `${row.id}.nii.gz`), mask);
}
writeFileSync(join(target, "cases.csv"), `${[COLUMNS.join(","), ...chosen.map(csvLine)].join("\n")}\n`);

const quantiles = (nodules: readonly DemoNodule[]): number[] => {
  const sorted = nodules.map((nodule) => nodule.dice).sort((a, b) => a - b);
  return [0, 0.25, 0.5, 0.75, 1].map((p) => Number(sorted[Math.round(p * (sorted.length - 1))].toFixed(3)));
};
process.stdout.write(
  `${JSON.stringify({
    eligible: eligible.length,
    of: made.length,
    chosen: chosen.length,
    patients: new Set(chosen.map(({ row }) => row.patient)).size,
    suspicious: chosen.filter(({ row }) => row.malignant === "1").length,
    bytes,
    diceOfChosen: quantiles(chosen),
    diceOfAll: quantiles(made),
  })}\n`,
);
