/** Of a distribution of values x. */
const ofDistribution = {
  mean: "µ = Σ xₖ / Nᵥ",
  variance: "σ² = Σ (xₖ − µ)² / Nᵥ",
  skewness: "Σ (xₖ − µ)³ / (Nᵥ σ³)",
  kurtosis: "Σ (xₖ − µ)⁴ / (Nᵥ σ⁴) − 3",
  median: "P₅₀",
  minimum: "smallest x",
  percentile10: "P₁₀",
  percentile90: "P₉₀",
  maximum: "largest x",
  interquartileRange: "P₇₅ − P₂₅",
  range: "largest − smallest x",
  meanAbsoluteDeviation: "Σ |xₖ − µ| / Nᵥ",
  robustMeanAbsoluteDeviation: "mean of |xₖ − their mean| of the xₖ from P₁₀ to P₉₀",
  medianAbsoluteDeviation: "Σ |xₖ − P₅₀| / Nᵥ",
  coefficientOfVariation: "σ / µ",
  quartileCoefficientOfDispersion: "(P₇₅ − P₂₅) / (P₇₅ + P₂₅)",
} as const;

/** Of a matrix of grey levels i and sizes j, in the manual's order. */
const ofSizes = [
  "Σ s(i, j) / j² / Nₛ",
  "Σ s(i, j) j² / Nₛ",
  "Σ s(i, j) / i² / Nₛ",
  "Σ s(i, j) i² / Nₛ",
  "Σ s(i, j) / (i² j²) / Nₛ",
  "Σ s(i, j) i² / j² / Nₛ",
  "Σ s(i, j) j² / i² / Nₛ",
  "Σ s(i, j) i² j² / Nₛ",
  "Σᵢ (Σⱼ s(i, j))² / Nₛ",
  "Σᵢ (Σⱼ s(i, j))² / Nₛ²",
  "Σⱼ (Σᵢ s(i, j))² / Nₛ",
  "Σⱼ (Σᵢ s(i, j))² / Nₛ²",
  "Nₛ / Nᵥ",
  "Σ (i − mean of i)² s(i, j) / Nₛ",
  "Σ (j − mean of j)² s(i, j) / Nₛ",
  "−Σ s(i, j) / Nₛ · log₂(s(i, j) / Nₛ)",
];

/**
 * What IBSI's identifiers stand for, in short: the formula behind each feature, for both worlds. Symbols are explained where
 * `docs/radiomics` prints them.
 *
 * @see Zwanenburg et al., IBSI reference manual, arXiv:1612.07003.
 */
export const featureFormulas: ReadonlyMap<string, string> = new Map([
  ...Object.entries({
    RNU0: "V: sum of the signed tetrahedra under the faces of the surface mesh",
    YEKZ: "Nᵥ · volume of a voxel",
    C0JK: "A: sum of the areas of the mesh's faces",
    "2PR5": "A / V",
    SKGS: "V / (√π · A^(3/2))",
    BQWJ: "36 π V² / A³",
    KRCK: "A / ∛(36 π V²)",
    QCFX: "∛(36 π V²) / A",
    "25C7": "A / ∛(36 π V²) − 1",
    KLMA: "distance of the voxels' centroid from the one weighted by intensity",
    L0JK: "largest distance between two vertices of the mesh",
    TDIC: "4 √λ₁",
    P9VJ: "4 √λ₂",
    "7J51": "4 √λ₃",
    Q3CK: "√(λ₂ / λ₁)",
    N17B: "√(λ₃ / λ₁)",
    PBX1: "V / volume of the bounding box along the axes",
    R59B: "A / area of the bounding box along the axes",
    "6BDE": "3 V / (4 π a b c), semi-axes 2 √λ",
    RDD2: "A / area of the ellipsoid with semi-axes 2 √λ (series of Legendre polynomials)",
    R3ER: "V / volume of the convex hull of the mesh",
    "7T7F": "A / area of the convex hull of the mesh",
    "99N0": "V · mean intensity",
    N365: "Nᵥ / Σw · Σ w (xₖ − µ)(xₗ − µ) / Σ (xₖ − µ)², w = 1 / distance",
    NPT7: "(Nᵥ − 1) / (2 Σw) · Σ w (xₖ − xₗ)² / Σ (xₖ − µ)², w = 1 / distance",
    VJGA: "mean of the sphere of 1 cm³ around the most intense voxel",
    "0F91": "largest mean of a sphere of 1 cm³ around a voxel of the lesion",
  }),
  ...distribution("x", {
    mean: "Q4LE",
    variance: "ECT3",
    skewness: "KE2A",
    kurtosis: "IPH6",
    median: "Y12H",
    minimum: "1GSF",
    percentile10: "QG58",
    percentile90: "8DWT",
    maximum: "84IY",
    interquartileRange: "SALO",
    range: "2OJQ",
    meanAbsoluteDeviation: "4FUA",
    robustMeanAbsoluteDeviation: "1128",
    medianAbsoluteDeviation: "N72L",
    coefficientOfVariation: "7TET",
    quartileCoefficientOfDispersion: "9S40",
  }),
  ...Object.entries({ N8CA: "Σ xₖ²", "5ZWQ": "√(Σ xₖ² / Nᵥ)" }),
  ...distribution("i", {
    mean: "X6K6",
    variance: "CH89",
    skewness: "88K1",
    kurtosis: "C3I7",
    median: "WIFQ",
    minimum: "1PR8",
    percentile10: "GPMT",
    percentile90: "OZ0C",
    maximum: "3NCY",
    interquartileRange: "WR0O",
    range: "5Z3W",
    meanAbsoluteDeviation: "D2ZX",
    robustMeanAbsoluteDeviation: "WRZB",
    medianAbsoluteDeviation: "4RNL",
    coefficientOfVariation: "CWYJ",
    quartileCoefficientOfDispersion: "SLWD",
  }),
  ...Object.entries({
    AMMC: "most frequent grey level; of several the one nearest to the mean",
    TLU2: "−Σ pᵢ log₂ pᵢ",
    BJ5W: "Σ pᵢ²",
    "12CE": "largest slope of the histogram, (nᵢ₊₁ − nᵢ₋₁) / 2",
    "8E6O": "grey level of the largest slope",
    VQB3: "smallest slope of the histogram",
    RHQZ: "grey level of the smallest slope",
    BC2M: "share of the voxels with at least x % of the intensity range",
    GBPN: "lowest intensity that at most x % of the voxels reach",
    DDTU: "V₁₀ − V₉₀",
    CNV2: "I₁₀ − I₉₀",
    GYBY: "max pᵢⱼ",
    "60VM": "µ = Σ i pᵢⱼ",
    UR99: "Σ (i − µ)² pᵢⱼ",
    TU9B: "−Σ pᵢⱼ log₂ pᵢⱼ",
    TF7R: "µ₋ = Σ k p₋(k)",
    D3YU: "Σ (k − µ₋)² p₋(k)",
    NTRS: "−Σ p₋(k) log₂ p₋(k)",
    ZGXS: "µ₊ = Σ k p₊(k)",
    OEEB: "Σ (k − µ₊)² p₊(k)",
    P6QZ: "−Σ p₊(k) log₂ p₊(k)",
    "8ZQL": "Σ pᵢⱼ²",
    ACUI: "Σ (i − j)² pᵢⱼ",
    "8S9J": "Σ |i − j| pᵢⱼ",
    IB1Z: "Σ pᵢⱼ / (1 + |i − j|)",
    NDRX: "Σ pᵢⱼ / (1 + |i − j| / N)",
    WF0Z: "Σ pᵢⱼ / (1 + (i − j)²)",
    "1QCO": "Σ pᵢⱼ / (1 + (i − j)² / N²)",
    E8JP: "Σ pᵢⱼ / (i − j)², i ≠ j",
    NI2N: "Σ (i − µ)(j − µ) pᵢⱼ / σ²",
    QWB0: "Σ i j pᵢⱼ",
    DG8W: "Σ (i + j − 2µ)² pᵢⱼ",
    "7NFM": "Σ (i + j − 2µ)³ pᵢⱼ",
    AE86: "Σ (i + j − 2µ)⁴ pᵢⱼ",
    R8DG: "(HXY − HXY₁) / HX",
    JN9H: "√(1 − exp(−2 (HXY₂ − HXY)))",
    QCDE: "1 / Σ pᵢ sᵢ, at most 10⁶",
    "65HE": "Σᵢⱼ pᵢ pⱼ (i − j)² / (N (N − 1)) · Σ sᵢ / Nᵥ",
    NQ30: "Σ pᵢ sᵢ / Σᵢⱼ |i pᵢ − j pⱼ|",
    HDEZ: "Σᵢⱼ |i − j| (pᵢ sᵢ + pⱼ sⱼ) / (pᵢ + pⱼ) / Nᵥ",
    "1X9X": "Σᵢⱼ (pᵢ + pⱼ)(i − j)² / Σ sᵢ",
    CAS9: "Σ (s(i, j) / Nₛ)²",
  }),
  // Runs, zones by size, zones by distance, dependences: the same sixteen, in this order.
  ...sized(
    "22OV W4KF V3SW G3QZ HTZT GD3A IVPO 3KUM R5YN OVBL W92Y IC23 9ZK5 8CE5 SXLW HJ9O",
    "5QRC 48P8 XMSY 5GN9 5RAI HW1V YH51 J17V JNSA Y1RO 4JP3 VB3A P30P BYLV 3NSA GU8N",
    "0GBI MB4I S1RA K26C RUVG DKNJ A7WM KLTH VFT7 7HP3 V294 IATH VIWW QK93 7WT1 GBDU",
    "SODN IMOQ TL9H OAE7 EQ3F JA6D NBZI 9QMG FP8K 5SPA Z87G OKJI 6XV8 1PFV DNX2 FCBV",
  ),
]);

/** The formula of a feature in short: that of its row, or what its identifier stands for. */
export function featureFormula({ ibsi, formula }: { readonly ibsi?: string; readonly formula?: string }): string {
  return formula ?? featureFormulas.get(ibsi ?? "") ?? "";
}

/** Features of a distribution of intensities x or of grey levels i. */
function distribution(x: string, codes: Readonly<Record<keyof typeof ofDistribution, string>>): [string, string][] {
  return Object.entries(ofDistribution).map(([name, formula]) => [
    new Map<string, string>(Object.entries(codes)).get(name) ?? "",
    formula.replaceAll("x", x),
  ]);
}

function sized(...families: readonly string[]): [string, string][] {
  return families.flatMap((codes) => codes.split(" ").map((code, n): [string, string] => [code, ofSizes[n]]));
}
