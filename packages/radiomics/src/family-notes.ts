/** What a page on a family of features needs beside its table. */
export interface FamilyNote {
  /** What it looks at. */
  readonly about: string;
  /** The symbols of its formulas. */
  readonly symbols: string;
  /** The paper that its idea is from. */
  readonly source: string;
}

const sizes = (what: string, size: string) =>
  `s(i, j): number of ${what} of grey level i with ${size} j; Nₛ: their sum; Nᵥ: number of voxels that they hold`;

const shape: FamilyNote = {
  about:
    "The mask: surface mesh by marching cubes, diameters between its vertices, principal axes of the voxel centres.",
  symbols:
    "V, A: volume and area of the mesh; Nᵥ: number of voxels; λ₁ ≥ λ₂ ≥ λ₃: variances along the principal axes; xₖ, µ: intensities and their mean",
  source: "Lorensen & Cline, Computer Graphics 21 (1987) 163-169 (mesh); Moran 1950, Geary 1954 (autocorrelation)",
};
const intensities: FamilyNote = {
  about: "The intensities in the lesion, wherever they lie.",
  symbols:
    "xₖ: intensities of the Nᵥ voxels; P: their percentiles; pᵢ: share of the voxels in grey level i, of the discretised intensities",
  source: "",
};
const glcm: FamilyNote = {
  about: "Pairs of neighbouring voxels: which grey levels touch.",
  symbols:
    "pᵢⱼ: share of the pairs with grey levels i and j, a symmetric matrix; µ, σ²: mean and variance of its margin; p₋(k), p₊(k): share " +
    "with |i − j| = k, with i + j = k; N: number of grey levels, the highest in PyRadiomics; HX, HXY: entropy of margin and matrix; " +
    "HXY₁ = −Σ pᵢⱼ log₂(pᵢ pⱼ); HXY₂ = −Σ pᵢ pⱼ log₂(pᵢ pⱼ)",
  source: "Haralick et al., IEEE Trans. SMC 3 (1973) 610-621",
};
const runs: FamilyNote = {
  about: "Runs of one grey level along a line.",
  symbols: sizes("runs", "length"),
  source: "Galloway, Comput. Graph. Image Process. 4 (1975) 172-179",
};
const zones: FamilyNote = {
  about: "Zones of one grey level, connected by faces, edges or corners.",
  symbols: sizes("zones", "size"),
  source: "Thibault et al., IEEE Trans. Biomed. Eng. 61 (2014) 630-637",
};
const dependences: FamilyNote = {
  about: "How many neighbours share a voxel's grey level.",
  symbols: sizes("voxels", "dependence count"),
  source: "Sun & Wee, Comput. Vis. Graph. Image Process. 23 (1983) 341-352",
};
const tones: FamilyNote = {
  about: "Differences from the mean grey level of the neighbours.",
  symbols:
    "pᵢ: share of the voxels with grey level i; sᵢ: sum of their differences; N: number of grey levels that occur; Nᵥ: number of voxels; " +
    "double sums are over levels that occur",
  source: "Amadasun & King, IEEE Trans. SMC 19 (1989) 1264-1274",
};

/** By the name of the family, PyRadiomics' or the manual's. */
export const familyNotes: ReadonlyMap<string, FamilyNote> = new Map([
  ["shape", shape],
  ["firstorder", intensities],
  ["glcm", glcm],
  ["gldm", dependences],
  ["glrlm", runs],
  ["glszm", zones],
  ["ngtdm", tones],
  ["Morphology", shape],
  [
    "Local intensity",
    {
      about: "Peaks: mean intensities of spheres of 1 cm³.",
      symbols: "",
      source: "Wahl et al., J. Nucl. Med. 50 (2009) 122S-150S",
    },
  ],
  ["Intensity-based statistics", intensities],
  [
    "Intensity histogram",
    {
      ...intensities,
      about: "The grey levels in the lesion.",
      symbols:
        "iₖ: grey levels of the Nᵥ voxels; P: their percentiles; nᵢ, pᵢ: number and share of voxels of grey level i",
    },
  ],
  [
    "Intensity-volume histogram",
    {
      about: "How much of the lesion reaches an intensity.",
      symbols: "V₁₀, V₉₀, I₁₀, I₉₀: the values of the first four rows",
      source: "El Naqa et al., Pattern Recognit. 42 (2009) 1162-1171",
    },
  ],
  ["GLCM", glcm],
  ["GLRLM", runs],
  ["GLSZM", zones],
  [
    "GLDZM",
    {
      about: "Zones of one grey level, by their distance from the edge of the lesion.",
      symbols: sizes("zones", "distance"),
      source: "Thibault et al., IEEE Trans. Biomed. Eng. 61 (2014) 630-637",
    },
  ],
  ["NGTDM", tones],
  ["NGLDM", dependences],
]);
