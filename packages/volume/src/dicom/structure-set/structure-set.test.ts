import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexToPoint } from "../../grid.ts";
import { readNifti } from "../../nifti/index.ts";
import { anyGrid, straightGrid } from "../../test/arbitraries.ts";
import { dataFolder, dataFound, withData } from "../../test/data-folder.ts";
import type { Grid, Vec3 } from "../../volume.ts";
import { DicomError } from "../dataset.ts";
import { parseDicom } from "../parse-dicom.ts";
import { readStructureSet } from "./read-structure-set.ts";
import { roiMask } from "./roi-mask.ts";
import { selectRoi } from "./select-roi.ts";
import type { Roi, StructureSet } from "./structure-set.ts";
import type { ContourFacts, RoiFacts } from "./test/make-structure-set.ts";
import { makeStructureSet } from "./test/make-structure-set.ts";

const grid = straightGrid([10, 8, 6], [1, 1, 2.5], [-5, 0, 100]);

function structureSet(rois: readonly RoiFacts[]): StructureSet {
  return readStructureSet(parseDicom(makeStructureSet(rois)));
}

/** A rectangle of voxels (i0 to i1, j0 to j1, both with a margin of 0.4) on a slice, which may lie between two. */
function rectangle(
  on: Grid,
  k: number,
  [i0, i1]: readonly [number, number],
  [j0, j1]: readonly [number, number],
): number[] {
  const corners: Vec3[] = [
    [i0 - 0.4, j0 - 0.4, k],
    [i1 + 0.4, j0 - 0.4, k],
    [i1 + 0.4, j1 + 0.4, k],
    [i0 - 0.4, j1 + 0.4, k],
  ];
  return corners.flatMap((corner) => [...indexToPoint(on, corner)]);
}

function roi(...contours: readonly (ContourFacts | number[])[]): Roi {
  const facts = contours.map((contour): ContourFacts => ("points" in contour ? contour : { points: contour }));
  return structureSet([{ name: "GTV", contours: facts }]).rois[0];
}

function count(data: Uint8Array): number {
  return data.reduce((sum, x) => sum + x, 0);
}

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DicomError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "no error";
}

describe("reading", () => {
  test("label, regions, contours and the links to the images", () => {
    const read = structureSet([
      { name: "Lunge, rechts – groß", number: 7, contours: [] },
      {
        name: "GTV",
        number: 3,
        contours: [{ points: [1, 2, 3, 4.5, 5, 3, 6, 7, 3] }, { type: "POINT", points: [0, 0, 0] }],
      },
    ]);
    expect(read).toEqual({
      label: "Made up",
      frameOfReferenceUid: "2.25.10",
      seriesUids: ["2.25.11"],
      rois: [
        { number: 7, name: "Lunge, rechts – groß", frameOfReferenceUid: "2.25.10", contours: [] },
        {
          number: 3,
          name: "GTV",
          frameOfReferenceUid: "2.25.10",
          contours: [
            {
              type: "CLOSED_PLANAR",
              points: Float64Array.of(1, 2, 3, 4.5, 5, 3, 6, 7, 3),
              referencedSopInstanceUid: "2.25.12",
            },
            { type: "POINT", points: Float64Array.of(0, 0, 0), referencedSopInstanceUid: "2.25.12" },
          ],
        },
      ],
    });
  });

  test("another kind of file is refused by its modality", () => {
    const file = makeStructureSet([], { SOPClassUID: "1.2.840.10008.5.1.4.1.1.2", Modality: "CT" });
    expect(code(() => readStructureSet(parseDicom(file)))).toMatch(/^not-a-structure-set.*CT/);
  });

  test("regions with the same number cannot be told apart", () => {
    const twice = [1, 1].map((number) => ({ name: "GTV", number, contours: [] }));
    expect(code(() => structureSet(twice))).toMatch(/^damaged-structure-set.*number 1/);
  });

  test("a damaged contour leaves the other regions usable", () => {
    const square = rectangle(grid, 2, [1, 3], [1, 3]);
    const read = structureSet([
      { name: "cut", contours: [{ points: square.slice(0, 11), claimed: 4 }] },
      { name: "claims", contours: [{ points: square, claimed: 10_000_000 }] },
      { name: "words", contours: [{ points: "1\\2\\nan\\4\\5\\6\\7\\8\\9", claimed: 3 }] },
      { name: "far", contours: [{ points: [...square, 1e9, 0, 105] }] },
      { name: "empty", contours: [{ points: [] }] },
      { name: "whole", contours: [{ points: square }] },
    ]);
    const mask = (name: string) => code(() => roiMask(selectRoi(read, name), grid));
    expect(mask("cut")).toMatch(/^damaged-roi: Contour 1 of the region "cut".*11 numbers/);
    expect(mask("claims")).toMatch(/^damaged-roi.*announces 10000000 points and holds 4/);
    expect(mask("words")).toMatch(/^damaged-roi.*NaN/);
    expect(mask("far")).toMatch(/^damaged-roi.*1000000000 mm/);
    expect(mask("empty")).toMatch(/^damaged-roi.*no points/);
    expect(count(roiMask(selectRoi(read, "whole"), grid).data)).toBe(9);
  });
});

describe("choosing a region", () => {
  const points = rectangle(grid, 0, [1, 2], [1, 2]);
  const several = structureSet([
    { name: "Lung", contours: [{ points }] },
    { name: "GTV-1", contours: [{ points }] },
    { name: "gtv-1 ", contours: [{ points }] },
    { name: "Couch", contours: [] },
  ]);
  test("the only one with contours needs no name", () => {
    const one = structureSet([
      { name: "Couch", contours: [] },
      { name: "GTV-1", contours: [{ points }] },
    ]);
    expect(selectRoi(one).name).toBe("GTV-1");
  });
  test("an exact name, else the only one that differs in case", () => {
    expect(selectRoi(several, "GTV-1").number).toBe(2);
    expect(selectRoi(several, "lung").number).toBe(1);
    expect(code(() => selectRoi(several, "Gtv-1"))).toMatch(/^several-rois: 2 regions match "Gtv-1": "GTV-1", "gtv-1"/);
  });
  test("otherwise the names are listed, but never without bound", () => {
    expect(code(() => selectRoi(several))).toMatch(/^several-rois.*"Lung", "GTV-1"/);
    expect(code(() => selectRoi(several, "PTV"))).toMatch(/^roi-not-found: There is no region "PTV".*"Lung", "GTV-1"/);
    expect(code(() => selectRoi(several, "couch"))).toMatch(/^roi-not-found: The region "couch" has no contours/);
    expect(code(() => selectRoi(structureSet([{ name: "Couch", contours: [] }])))).toMatch(/^no-roi/);
    const crowd = Array.from({ length: 500 }, (_, n) => ({ name: `${n}`.repeat(100), contours: [{ points }] }));
    expect(code(() => selectRoi(structureSet(crowd), "x".repeat(1000))).length).toBeLessThan(1200);
  });
});

describe("from contours to voxels", () => {
  test("a region on any grid fills the voxels it was drawn around", () => {
    fc.assert(
      fc.property(anyGrid(9), fc.nat(), fc.nat(), fc.nat(), (on, a, b, c) => {
        const [i, j, k] = [a % on.size[0], b % on.size[1], c % on.size[2]];
        const { data, grid: same } = roiMask(roi(rectangle(on, k, [i, on.size[0] - 1], [0, j])), on);
        expect(same).toBe(on);
        const [ni, nj] = on.size;
        data.forEach((x, at) => {
          const within = at % ni >= i && Math.floor(at / ni) % nj <= j && Math.floor(at / (ni * nj)) === k;
          expect(x).toBe(within ? 1 : 0);
        });
      }),
    );
  });

  test("an inner contour is a hole, in any order, and both types of closed contour are the same", () => {
    const [outer, inner] = [rectangle(grid, 3, [1, 6], [1, 6]), rectangle(grid, 3, [3, 4], [3, 4])];
    expect(count(roiMask(roi(outer, inner), grid).data)).toBe(32);
    expect(roiMask(roi(inner, { type: "CLOSEDPLANAR_XOR", points: outer }), grid)).toEqual(
      roiMask(roi(outer, inner), grid),
    );
  });

  test("a contour between two slices is refused with its distance, one that was only rounded is not", () => {
    expect(code(() => roiMask(roi(rectangle(grid, 2.4, [1, 3], [1, 3])), grid))).toMatch(
      /^off-slice.*lies 1 mm from.*2\.5 mm/,
    );
    expect(count(roiMask(roi(rectangle(grid, 2.019, [1, 3], [1, 3])), grid).data)).toBe(9);
    expect(code(() => roiMask(roi(rectangle(grid, 2.021, [1, 3], [1, 3])), grid))).toMatch(/^off-slice/);
  });

  test("a contour across the slices is refused with its span", () => {
    const tilted = rectangle(grid, 2, [1, 3], [1, 3]).map((x, n) => (n === 2 ? x + 1 : x));
    expect(code(() => roiMask(roi(tilted), grid))).toMatch(/^off-slice.*not parallel.*spans 1 mm/);
  });

  test("what reaches beyond the image is cut off and said; a region wholly outside is refused", () => {
    const warnings: string[] = [];
    const partly = roi(
      rectangle(grid, 0, [6, 30], [-9, 30]),
      rectangle(grid, -1, [1, 2], [1, 2]),
      rectangle(grid, -3.3, [1, 2], [1, 2]),
    );
    expect(count(roiMask(partly, grid, warnings).data)).toBe(4 * 8);
    expect(warnings).toEqual([
      'Beyond the first or last slice of the image lie 2 contours of the region "GTV"; left out.',
      'Beyond the edge of the image reach 1 contour of the region "GTV"; what lies outside was cut off.',
    ]);
    expect(code(() => roiMask(roi(rectangle(grid, 7, [1, 2], [1, 2])), grid))).toMatch(
      /^roi-outside.*1 of its contours/,
    );
    expect(code(() => roiMask(roi(rectangle(grid, 1, [50, 52], [1, 2])), grid))).toMatch(/^roi-outside/);
  });

  test("points and open curves are left out and said; alone they are no region", () => {
    const warnings: string[] = [];
    const point = { type: "POINT", points: [0, 0, 101] };
    const open = { type: "OPEN_PLANAR", points: rectangle(grid, 1, [1, 2], [1, 2]) };
    expect(count(roiMask(roi(point, open, rectangle(grid, 1, [4, 5], [4, 5])), grid, warnings).data)).toBe(4);
    expect(warnings).toEqual(['Without an inside are 2 contours (POINT, OPEN_PLANAR) of the region "GTV"; left out.']);
    expect(code(() => roiMask(roi(point, open), grid))).toMatch(/^no-closed-contour.*POINT, OPEN_PLANAR/);
  });

  test("slices without a contour between others stay empty, and are named", () => {
    const warnings: string[] = [];
    const gappy = roi(...[0, 2, 5].map((k) => rectangle(grid, k, [1, 2], [1, 2])));
    expect(count(roiMask(gappy, grid, warnings).data)).toBe(12);
    expect(warnings).toEqual([expect.stringMatching(/no contour on slice 1, 3-4 between/)]);
  });
});

describe.skipIf(!dataFound)(withData("the IBSI lung phantom"), () => {
  test("its contours fill exactly the 125,256 voxels of its mask", () => {
    const folder = join(dataFolder, "ibsi1", "ct_dicom", "rtstruct");
    const file = parseDicom(readFileSync(join(folder, readdirSync(folder)[0])));
    const mask = readNifti(readFileSync(join(dataFolder, "ibsi1", "ct_nifti", "mask.nii.gz")));
    const read = readStructureSet(file);
    expect(read.rois.map(({ name, contours }) => [name, contours.length])).toEqual([["GTV-1", 26]]);
    const warnings: string[] = [];
    const { data } = roiMask(selectRoi(read), mask.grid, warnings);
    expect(count(data)).toBe(125_256);
    expect(data.filter((x, at) => x !== mask.data[at]).length).toBe(0);
    expect(warnings).toEqual([]);
  });
});
