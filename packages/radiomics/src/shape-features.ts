import { cbrt, symmetricEigen } from "@hilum/numeric";
import { family, type FeatureTable, type Undefined, undefinedBecause } from "./feature-table.ts";
import { type MeshDiameters, meshDiameters } from "./mesh-diameters.ts";
import { type SurfaceMesh, surfaceMesh } from "./surface-mesh.ts";
import type { Voi } from "./voi.ts";

interface Shape {
  readonly voxelVolume: number;
  readonly mesh: SurfaceMesh;
  readonly diameters: MeshDiameters;
  /** Variances of the voxel centres along the principal axes in mm², largest first. */
  readonly axisVariances: readonly number[];
}

/** Features of a lesion's outline: mesh, diameters between mesh vertices, principal axes of the voxel centres. */
const shapeTable = {
  elongation: {
    pyradiomics: "Elongation",
    ibsi: "Q3CK",
    unit: "1",
    of: ({ axisVariances: [major, minor] }) => axisRatio(minor, major),
  },
  flatness: {
    pyradiomics: "Flatness",
    ibsi: "N17B",
    unit: "1",
    of: ({ axisVariances: [major, , least] }) => axisRatio(least, major),
  },
  leastAxisLength: {
    pyradiomics: "LeastAxisLength",
    ibsi: "7J51",
    differs: "variance divided by N, not N - 1",
    unit: "mm",
    of: ({ axisVariances: [, , least] }) => 4 * Math.sqrt(least),
  },
  majorAxisLength: {
    pyradiomics: "MajorAxisLength",
    ibsi: "TDIC",
    differs: "variance divided by N, not N - 1",
    unit: "mm",
    of: ({ axisVariances: [major] }) => 4 * Math.sqrt(major),
  },
  maximum2dDiameterColumn: {
    pyradiomics: "Maximum2DDiameterColumn",
    formula: "largest distance between two vertices of the mesh in a plane of one j",
    unit: "mm",
    of: ({ diameters }) => diameters.inPlane[1],
  },
  maximum2dDiameterRow: {
    pyradiomics: "Maximum2DDiameterRow",
    formula: "largest distance between two vertices of the mesh in a plane of one i",
    unit: "mm",
    of: ({ diameters }) => diameters.inPlane[0],
  },
  maximum2dDiameterSlice: {
    pyradiomics: "Maximum2DDiameterSlice",
    formula: "largest distance between two vertices of the mesh in a plane of one k",
    unit: "mm",
    of: ({ diameters }) => diameters.inPlane[2],
  },
  maximum3dDiameter: { pyradiomics: "Maximum3DDiameter", ibsi: "L0JK", unit: "mm", of: (s) => s.diameters.inSpace },
  meshVolume: { pyradiomics: "MeshVolume", ibsi: "RNU0", unit: "mm^3", of: ({ mesh }) => mesh.volume },
  minorAxisLength: {
    pyradiomics: "MinorAxisLength",
    ibsi: "P9VJ",
    differs: "variance divided by N, not N - 1",
    unit: "mm",
    of: ({ axisVariances: [, minor] }) => 4 * Math.sqrt(minor),
  },
  sphericity: {
    pyradiomics: "Sphericity",
    ibsi: "QCFX",
    unit: "1",
    of: ({ mesh }) => cbrt(36 * Math.PI * mesh.volume ** 2) / mesh.area,
  },
  surfaceArea: { pyradiomics: "SurfaceArea", ibsi: "C0JK", unit: "mm^2", of: ({ mesh }) => mesh.area },
  surfaceVolumeRatio: {
    pyradiomics: "SurfaceVolumeRatio",
    ibsi: "2PR5",
    unit: "1/mm",
    of: ({ mesh }) => mesh.area / mesh.volume,
  },
  voxelVolume: { pyradiomics: "VoxelVolume", ibsi: "YEKZ", unit: "mm^3", of: (s) => s.voxelVolume },
} satisfies FeatureTable<Shape>;

/** Shape of the lesion; intensities are not looked at. */
export const shapeFamily = family<Shape>({
  name: "shape",
  sees: "voi",
  formulas: "https://pyradiomics.readthedocs.io/en/latest/features.html#radiomics.shape.RadiomicsShape",
  prepare: ({ voi }) => ({
    voxelVolume: voi.voxelCount * voi.spacing[0] * voi.spacing[1] * voi.spacing[2],
    mesh: surfaceMesh(voi),
    diameters: meshDiameters(voi),
    axisVariances: axisVariances(voi),
  }),
  table: shapeTable,
  warnings: ({ mesh, voxelVolume }) =>
    mesh.uncertainty <= 0.01 * voxelVolume
      ? []
      : [
          "PyRadiomics' mesh has holes where this lesion's voxels touch at edges only: MeshVolume, Sphericity and " +
            `SurfaceVolumeRatio rest on ${mesh.volume.toFixed(1)} mm³, give or take ${mesh.uncertainty.toFixed(1)} mm³. ` +
            `VoxelVolume (${voxelVolume.toFixed(1)} mm³) does not.`,
        ],
});

function axisRatio(variance: number, largest: number): number | Undefined {
  if (largest === 0) return undefinedBecause("a single voxel has no principal axis");
  return Math.sqrt(variance / largest);
}

/** Eigenvalues of the covariance of the voxel centres (divided by N), in mm², largest first. */
function axisVariances({ box, spacing, inside, voxelCount }: Voi): number[] {
  const [ni, nj] = box.size;
  const sums = [0, 0, 0];
  const products = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  // Indices are whole numbers from the corner of the box: their sums, and so the covariance's numerator, are exact.
  for (let at = 0; at < inside.length; at++) {
    if (!inside[at]) continue;
    const index = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))];
    for (let a = 0; a < 3; a++) {
      sums[a] += index[a];
      for (let b = 0; b < 3; b++) products[3 * a + b] += index[a] * index[b];
    }
  }
  const covariance = products.map((product, n) => {
    const [a, b] = [Math.floor(n / 3), n % 3];
    return ((voxelCount * product - sums[a] * sums[b]) / voxelCount ** 2) * spacing[a] * spacing[b];
  });
  // Flat shapes have zero eigenvalues that rounding makes slightly negative.
  return symmetricEigen(covariance, 3).values.map((value) => Math.max(value, 0));
}
