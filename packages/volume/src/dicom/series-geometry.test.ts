import { expect, test } from "vitest";
import { indexToPoint } from "../grid.ts";
import type { SliceFacts } from "./test/make-slice.ts";
import { makeSlice } from "./test/make-slice.ts";
import type { SliceHeader } from "./index.ts";
import { DicomError, parseDicom, seriesGeometry, sliceHeaders } from "./index.ts";

/** Slices 2 mm apart along z, with changes for some. */
function slices(
  count: number,
  change: (n: number) => Partial<SliceFacts> & { name?: string } = () => ({}),
): SliceHeader[] {
  return Array.from({ length: count }, (_, n) => {
    const { name, ...facts } = change(n);
    const file = parseDicom(makeSlice({ instance: n + 1, position: [-10, -20, 2 * n], ...facts }));
    return sliceHeaders(file, name)[0];
  });
}

test("slices are sorted by position along their normal, not by number", () => {
  const headers = slices(5, (n) => ({ instance: [3, 1, 5, 2, 4][n], position: [-10, -20, -2 * n] }));
  const { grid, slices: sorted } = seriesGeometry(headers);
  expect(sorted.map(({ instanceNumber }) => instanceNumber)).toEqual([4, 2, 5, 1, 3]);
  expect(grid.origin).toEqual([-10, -20, -8]);
  expect(grid.size).toEqual([9, 8, 5]);
  expect(grid.spacing).toEqual([0.5, 0.75, 2]);
  expect(grid.direction).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

test("the centre of every pixel of an oblique series stands where PS3.3 C.7.6.2.1 puts it", () => {
  const [x, y] = [
    [0.8, 0.6, 0],
    [0, 0, -1],
  ];
  const normal = [-0.6, 0.8, 0];
  const start = [12, -34, 56];
  const at = (n: number): [number, number, number] => [
    start[0] + 3 * n * normal[0],
    start[1] + 3 * n * normal[1],
    start[2],
  ];
  const { grid } = seriesGeometry(slices(4, (n) => ({ orientation: [...x, ...y], position: at(3 - n) })));
  expect(grid.spacing[2]).toBeCloseTo(3, 12);
  for (const [i, j, k] of [
    [0, 0, 0],
    [3, 0, 1],
    [0, 5, 2],
    [8, 7, 3],
  ]) {
    // Column i lies i column spacings along the row direction, row j lies j row spacings along the column direction.
    const point = [0, 1, 2].map((axis) => at(k)[axis] + 0.5 * i * x[axis] + 0.75 * j * y[axis]);
    indexToPoint(grid, [i, j, k]).forEach((mm, axis) => expect(mm).toBeCloseTo(point[axis], 9));
  }
});

test("a second copy of a file is left out with a warning", () => {
  const { slices: sorted, warnings } = seriesGeometry([...slices(3), ...slices(1, () => ({ name: "copy.dcm" }))]);
  expect(sorted).toHaveLength(3);
  expect(warnings).toEqual(["1 copies of images were left out: image 1 (copy.dcm)."]);
});

test("localisers among the slices are left out with a warning", () => {
  const localiser = slices(1, () => ({
    instance: 9,
    orientation: [1, 0, 0, 0, 0, -1],
    more: { ImageType: ["ORIGINAL", "PRIMARY", "LOCALIZER"] },
  }));
  const { grid, warnings } = seriesGeometry([...localiser, ...slices(3)]);
  expect(grid.size[2]).toBe(3);
  expect(warnings).toEqual(["1 localisers were left out: image 9."]);
});

test("a single image takes its slice thickness as spacing, and says so", () => {
  const { grid, warnings } = seriesGeometry(slices(1));
  expect(grid.spacing).toEqual([0.5, 0.75, 2]);
  expect(warnings[0]).toMatch(/slice thickness, 2 mm/);
});

test("written positions may be rounded", () => {
  const { grid } = seriesGeometry(slices(40, (n) => ({ position: [0, 0, Number((n / 3).toFixed(3))] })));
  expect(grid.spacing[2]).toBeCloseTo(1 / 3, 4);
});

const refused: readonly [title: string, code: string, headers: () => SliceHeader[], message: RegExp][] = [
  ["no images", "no-images", () => [], /at least one/],
  [
    "two series",
    "several-series",
    () => slices(4, (n) => (n === 3 ? { more: { SeriesInstanceUID: "2.25.7", SeriesDescription: "lung" } } : {})),
    /2 series: 2\.25\.1001 \(no description, 3 images\); 2\.25\.7 \("lung", 1 images\)/,
  ],
  [
    "a screenshot without position",
    "no-geometry",
    () => slices(3, (n) => (n === 1 ? { more: { ImagePositionPatient: [] }, name: "shot.dcm" } : {})),
    /1 of 3 images .*image 2 \(shot\.dcm\)/,
  ],
  [
    "directions that are not at right angles",
    "no-geometry",
    () => slices(3, () => ({ orientation: [1, 0, 0, 0.5, 0.5, 0] })),
    /image 1 has orientation 1, 0, 0, 0\.5, 0\.5, 0.*right angles/,
  ],
  [
    "slices of another orientation",
    "mixed-slices",
    () => slices(5, (n) => (n === 3 ? { orientation: [1, 0, 0, 0, 0, -1] } : {})),
    /different orientation: 4 have 1, 0, 0, 0, 1, 0, others 1, 0, 0, 0, 0, -1 \(image 4\).*localisers/,
  ],
  [
    "slices of another size",
    "mixed-slices",
    () => slices(3, (n) => ({ rows: n === 0 ? 9 : 8 })),
    /size .*others 9, 9 \(image 1\)/,
  ],
  [
    "another pixel spacing",
    "mixed-slices",
    () => slices(3, (n) => (n === 2 ? { more: { PixelSpacing: [0.75, 0.6] } } : {})),
    /pixel spacing: 2 have 0\.75, 0\.5, others 0\.75, 0\.6 \(image 3\)/,
  ],
  [
    "two frames of reference",
    "mixed-slices",
    () => slices(3, (n) => (n === 2 ? { more: { FrameOfReferenceUID: "2.25.8" } } : {})),
    /2 frames of reference/,
  ],
  [
    "two different images in one place",
    "duplicate-positions",
    () => slices(4, (n) => (n === 3 ? { position: [-10, -20, 2] } : {})),
    /1 pairs .*image 2 and image 4/,
  ],
  [
    "missing slices",
    "missing-slices",
    () => slices(8).filter((_, n) => n !== 2 && n !== 3 && n !== 6),
    /3 slices are missing \(slices lie 2 mm apart\): 2 between image 2 and image 5; 1 between image 6 and image 8/,
  ],
  [
    "uneven gaps",
    "uneven-slices",
    () => slices(6, (n) => ({ position: [0, 0, n < 4 ? 2 * n : 2 * n + 0.5] })),
    /2\.5 mm between image 4 and image 5/,
  ],
  [
    "gantry tilt",
    "gantry-tilt",
    () => slices(6, (n) => ({ position: [0, 2 * n * Math.tan(0.2), 2 * n], more: { GantryDetectorTilt: -11.5 } })),
    /sheared by 11\.459° \(gantry tilt -11\.5\): the positions of image 1 and image 6 differ by 2\.027 mm/,
  ],
  [
    "a slice beside the others",
    "mixed-slices",
    () => slices(6, (n) => ({ position: [n === 2 ? 4 : 0, 0, 2 * n] })),
    /image 3 lies 4 mm beside/,
  ],
  [
    "a single image without thickness",
    "no-geometry",
    () => slices(1, () => ({ more: { SliceThickness: [] } })),
    /third dimension is unknown/,
  ],
];

test.each(refused)("%s: refused, and the message says where", (_title, code, headers, message) => {
  const attempt = (): unknown => seriesGeometry(headers());
  expect(attempt).toThrow(DicomError);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(expect.objectContaining({ code }));
});

test("one of two series can be chosen", () => {
  const headers = slices(5, (n) => (n > 2 ? { more: { SeriesInstanceUID: "2.25.7" } } : {}));
  expect(seriesGeometry(headers, { series: "2.25.7" }).grid.size[2]).toBe(2);
  expect(() => seriesGeometry(headers, { series: "1.2.3" })).toThrow(/None of the 5 images belongs to series 1\.2\.3/);
});
