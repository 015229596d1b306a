import { cbrt } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import { type Undefined, undefinedBecause } from "../feature-table.ts";
import { surfaceMesh } from "../surface-mesh.ts";
import { axisLengths } from "./axis-lengths.ts";
import { centreShift } from "./centre-shift.ts";
import { ellipsoidArea } from "./ellipsoid-area.ts";
import { type IbsiRow, type IbsiTable, manual, plainFamily } from "./ibsi-table.ts";
import { mean } from "./moments.ts";
import { type OutlineHull, outlineHull } from "./outline-hull.ts";
import { pairSums, type PairSums } from "./spatial-autocorrelation.ts";

interface Shape {
  /** Of the surface mesh, in mm³ and mm². */
  readonly volume: number;
  readonly area: number;
  readonly hull: OutlineHull;
  /** Lengths of the principal axes in mm, largest first; undefined for a single voxel. */
  readonly axes: readonly number[] | undefined;
  /** Sides of the bounding box in mm. */
  readonly box: Vec3;
  readonly voxelVolume: number;
  /** From the centre of the morphological mask to the centre of mass of the intensity mask, in mm. */
  readonly centreShift: number;
  readonly meanIntensity: number;
  readonly voxelCount: number;
  readonly pairs: PairSums;
}

const row = (ibsi: string, tag: string, name: string, unit: string, of: IbsiRow<Shape>["of"]): IbsiRow<Shape> => ({
  ibsi,
  tag,
  name,
  unit,
  of,
});
const sphericity = ({ volume, area }: Shape) => cbrt(36 * Math.PI * volume * volume) / area;
const withAxes =
  (of: (axes: readonly number[], shape: Shape) => number | Undefined) =>
  (shape: Shape): number | Undefined =>
    shape.axes ? of(shape.axes, shape) : undefinedBecause("a single voxel has no principal axis");
const withEllipsoid = (of: (semiAxes: readonly number[], shape: Shape) => number) =>
  withAxes((axes, shape) =>
    axes[2] > 0
      ? of(
          axes.map((length) => length / 2),
          shape,
        )
      : undefinedBecause("a flat lesion has no enclosing ellipsoid"),
  );

const morphologyTable = {
  meshVolume: row("RNU0", "volume", "Volume (mesh)", "mm^3", ({ volume }) => volume),
  voxelVolume: row("YEKZ", "vol_approx", "Volume (voxel counting)", "mm^3", ({ voxelVolume }) => voxelVolume),
  meshArea: row("C0JK", "area_mesh", "Surface area (mesh)", "mm^2", ({ area }) => area),
  surfaceToVolumeRatio: row("2PR5", "av", "Surface to volume ratio", "1/mm", ({ volume, area }) => area / volume),
  compactness1: row(
    "SKGS",
    "comp_1",
    "Compactness 1",
    "1",
    ({ volume, area }) => volume / Math.sqrt(Math.PI * area * area * area),
  ),
  compactness2: row(
    "BQWJ",
    "comp_2",
    "Compactness 2",
    "1",
    ({ volume, area }) => (36 * Math.PI * volume * volume) / (area * area * area),
  ),
  sphericalDisproportion: row("KRCK", "sph_dispr", "Spherical disproportion", "1", (s) => 1 / sphericity(s)),
  sphericity: row("QCFX", "sphericity", "Sphericity", "1", sphericity),
  asphericity: row("25C7", "asphericity", "Asphericity", "1", (s) => 1 / sphericity(s) - 1),
  centreOfMassShift: row("KLMA", "com", "Centre of mass shift", "mm", ({ centreShift }) => centreShift),
  maximumDiameter: row("L0JK", "diam", "Maximum 3D diameter", "mm", ({ hull }) => hull.diameter),
  majorAxisLength: row(
    "TDIC",
    "pca_maj_axis",
    "Major axis length",
    "mm",
    withAxes(([major]) => major),
  ),
  minorAxisLength: row(
    "P9VJ",
    "pca_min_axis",
    "Minor axis length",
    "mm",
    withAxes(([, minor]) => minor),
  ),
  leastAxisLength: row(
    "7J51",
    "pca_least_axis",
    "Least axis length",
    "mm",
    withAxes(([, , least]) => least),
  ),
  elongation: row(
    "Q3CK",
    "pca_elongation",
    "Elongation",
    "1",
    withAxes(([major, minor]) => minor / major),
  ),
  flatness: row(
    "N17B",
    "pca_flatness",
    "Flatness",
    "1",
    withAxes(([major, , least]) => least / major),
  ),
  boxVolumeDensity: row(
    "PBX1",
    "vol_dens_aabb",
    "Volume density (axis-aligned bounding box)",
    "1",
    ({ volume, box: [x, y, z] }) => {
      return volume / (x * y * z);
    },
  ),
  boxAreaDensity: row(
    "R59B",
    "area_dens_aabb",
    "Area density (axis-aligned bounding box)",
    "1",
    ({ area, box: [x, y, z] }) => {
      return area / (2 * (x * y + y * z + z * x));
    },
  ),
  ellipsoidVolumeDensity: row(
    "6BDE",
    "vol_dens_aee",
    "Volume density (approximate enclosing ellipsoid)",
    "1",
    withEllipsoid(([a, b, c], { volume }) => (3 * volume) / (4 * Math.PI * a * b * c)),
  ),
  ellipsoidAreaDensity: row(
    "RDD2",
    "area_dens_aee",
    "Area density (approximate enclosing ellipsoid)",
    "1",
    withEllipsoid((semiAxes, { area }) => area / ellipsoidArea(semiAxes)),
  ),
  hullVolumeDensity: row(
    "R3ER",
    "vol_dens_conv_hull",
    "Volume density (convex hull)",
    "1",
    ({ volume, hull }) => volume / hull.volume,
  ),
  hullAreaDensity: row(
    "7T7F",
    "area_dens_conv_hull",
    "Area density (convex hull)",
    "1",
    ({ area, hull }) => area / hull.area,
  ),
  integratedIntensity: row(
    "99N0",
    "integ_int",
    "Integrated intensity",
    "intensity mm^3",
    ({ volume, meanIntensity }) => {
      return volume * meanIntensity;
    },
  ),
  moransI: row(
    "N365",
    "moran_i",
    "Moran's I index",
    "1",
    withPairs(({ pairs, voxelCount }) => {
      return ((voxelCount / pairs.weights) * pairs.products) / pairs.squares;
    }),
  ),
  gearysC: row(
    "NPT7",
    "geary_c",
    "Geary's C measure",
    "1",
    withPairs(({ pairs, voxelCount }) => {
      return (((voxelCount - 1) / (2 * pairs.weights)) * pairs.squaredDifferences) / pairs.squares;
    }),
  ),
} satisfies IbsiTable<Shape>;

/** Size and shape of the lesion, and how its intensities lie within it. */
export const morphologyFamily = plainFamily<Shape>({
  name: "Morphology",
  tag: "morph",
  ibsi: "HCUG",
  formulas: manual("morphological-features"),
  prepare: (lesion) => {
    const { outline, voi, intensities } = lesion;
    const { spacing, voxelCount, box } = outline;
    const { volume, area } = surfaceMesh(outline);
    return {
      volume,
      area,
      hull: outlineHull(outline),
      axes: axisLengths(outline),
      box: [box.size[0] * spacing[0], box.size[1] * spacing[1], box.size[2] * spacing[2]],
      voxelVolume: voxelCount * spacing[0] * spacing[1] * spacing[2],
      centreShift: centreShift(lesion),
      meanIntensity: mean(intensities),
      voxelCount: voi.voxelCount,
      pairs: pairSums(lesion),
    };
  },
  table: morphologyTable,
});

function withPairs(of: (shape: Shape) => number): IbsiRow<Shape>["of"] {
  return (shape) => {
    if (shape.voxelCount < 2) return undefinedBecause("a single voxel has no neighbour");
    return shape.pairs.squares === 0 ? undefinedBecause("all intensities are equal") : of(shape);
  };
}
