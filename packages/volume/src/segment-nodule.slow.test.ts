import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { randomStream } from "@hilum/numeric";
import { beforeAll, describe, expect, test } from "vitest";
import { vec3 } from "./affine.ts";
import { crop } from "./crop.ts";
import { voxelCount } from "./grid.ts";
import { segmentNodule } from "./segment-nodule.ts";
import { dice } from "./test/dice.ts";
import type { Nodule, NoduleRow } from "./test/lidc-nodules.ts";
import { loadNodule, middleVoxel, nodulesFound, noduleRows } from "./test/lidc-nodules.ts";
import type { Vec3, Volume } from "./volume.ts";
import { volumeMl } from "./volume-ml.ts";

const title = "agreement with readers on all 542 LIDC nodules";

/** One segmentation against the readers. */
interface Agreement {
  readonly dice: number;
  /** Our volume over the readers'. */
  readonly ratio: number;
}

/** The two columns of docs/segmentation.md. */
interface Measured {
  readonly row: NoduleRow;
  readonly estimated: Agreement;
  readonly given: Agreement;
}

const diameter = (row: NoduleRow): number => Number(row.diameter_mm);

const groups: Readonly<Record<string, (row: NoduleRow) => boolean>> = {
  "all nodules": () => true,
  "patients used for tuning": (row) => !isHeldOut(row),
  "patients held out": isHeldOut,
  "site A (≤ 1 mm)": (row) => row.site === "A",
  "site B (1.25 mm)": (row) => row.site === "B",
  "site C (1.5–2 mm)": (row) => row.site === "C",
  "below 6 mm": (row) => diameter(row) < 6,
  "6 to 12 mm": (row) => diameter(row) >= 6 && diameter(row) < 12,
  "12 mm and more": (row) => diameter(row) >= 12,
  solid: (row) => row.subsolid === "0",
  "sub-solid": (row) => row.subsolid === "1",
};

const variants: Readonly<Record<string, (nodule: Nodule) => { image: Volume; reading: Volume; seed: Vec3 }>> = {
  "seed moved by up to 3 mm": (nodule) => ({ ...nodule, seed: movedSeed(nodule) }),
  "three slices of lung added at both ends": ({ image, reading }) => ({
    image: withLung(image, -850),
    reading: withLung(reading, 0),
    seed: middleVoxel(withLung(reading, 0)),
  }),
};

describe.skipIf(!nodulesFound)(nodulesFound ? title : `${title} (skipped: HILUM_DATA not found)`, () => {
  let documented: string;
  let rows: NoduleRow[];
  let measured: Measured[];

  beforeAll(() => {
    documented = readFileSync(new URL("../../../docs/segmentation.md", import.meta.url), "utf8").replaceAll(/ +/g, " ");
    rows = noduleRows();
    measured = rows.map((row) => measure(row, (nodule) => ({ ...nodule, seed: middleVoxel(nodule.reading) })));
  }, 600_000);

  test("half of them reach a Dice of 0.8", () => {
    expect(median(measured.map(({ estimated }) => estimated.dice))).toBeGreaterThan(0.8);
    expect(median(measured.map(({ given }) => given.dice))).toBeGreaterThan(0.8);
  });

  test.each(Object.entries(groups))("docs/segmentation.md says what is measured: %s", (name, belongs) => {
    expect(documented).toContain(
      tableLine(
        name,
        measured.filter(({ row }) => belongs(row)),
      ),
    );
  });

  test.each(Object.entries(variants))("docs/segmentation.md says what is measured: %s", (name, vary) => {
    expect(documented).toContain(
      tableLine(
        name,
        rows.map((row) => measure(row, vary)),
      ),
    );
  });
});

function measure(row: NoduleRow, vary: (nodule: Nodule) => { image: Volume; reading: Volume; seed: Vec3 }): Measured {
  const { image, reading, seed } = vary(loadNodule(row));
  const against = (options: { diameterMm?: number }): Agreement => {
    const { mask } = segmentNodule(image, { index: seed }, options);
    return { dice: dice(mask.data, reading.data), ratio: volumeMl(mask) / volumeMl(reading) };
  };
  return { row, estimated: against({}), given: against({ diameterMm: diameter(row) }) };
}

/** | group | n | median (quartiles) | ≥ 0.7 | volume | the same with the diameter | */
function tableLine(name: string, measured: readonly Measured[]): string {
  const columns = (of: (m: Measured) => Agreement): string[] => {
    const dices = measured.map((m) => of(m).dice);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((p) => quantile(dices, p).toFixed(2));
    const ratio = median(measured.map((m) => of(m).ratio)).toFixed(2);
    return [`${middle} (${low}–${high})`, String(dices.filter((d) => d >= 0.7).length), ratio];
  };
  const cells = [name, measured.length, ...columns((m) => m.estimated), ...columns((m) => m.given)];
  return `| ${cells.join(" | ")} |`;
}

/** Patients whose MD5 is odd: no parameter was chosen on them. */
function isHeldOut({ patient }: NoduleRow): boolean {
  return Number.parseInt(createHash("md5").update(patient).digest("hex").slice(-1), 16) % 2 === 1;
}

/** A place drawn evenly from a ball of 3 mm around the middle voxel, inside the image. */
function movedSeed({ row, reading: { grid, ...rest } }: Nodule): Vec3 {
  const stream = randomStream("seed moved by up to 3 mm", row.id);
  const way = [stream.normal(), stream.normal(), stream.normal()];
  const length = (3 * Math.cbrt(stream.uniform())) / Math.hypot(...way);
  const middle = middleVoxel({ grid, ...rest });
  return vec3((axis) => {
    const index = Math.round(middle[axis] + (way[axis] * length) / grid.spacing[axis]);
    return Math.min(grid.size[axis] - 1, Math.max(0, index));
  });
}

/** The crops end where the readers' outlines end; an image that goes on must not make a difference. */
function withLung(volume: Volume, outside: number): Volume {
  const [ni, nj, nk] = volume.grid.size;
  const padded = crop(volume, { box: { lower: [0, 0, 0], size: [ni, nj, nk] }, margin: [0, 0, 3], outside });
  expect(voxelCount(padded.grid)).toBe(ni * nj * (nk + 6));
  return padded;
}

function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(p * (sorted.length - 1))];
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
