import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomStream } from "@hilum/numeric";
import type { RandomStream } from "@hilum/numeric";
import { createVolume } from "@hilum/volume";
import type { Vec3, Volume } from "@hilum/volume";
import { writeNifti } from "@hilum/volume/nifti";

/** One case of a small cohort, as in its table. */
export interface SmallCase {
  readonly case: string;
  readonly patient: string;
  readonly centre: string;
  readonly image: string;
  readonly mask: string;
  readonly label: 0 | 1;
  readonly age: number;
}

/** Two models, three centres of which one tests. */
export const smallStudy = `name: small
split: { develop: [h1, h2], tests: { external: [h3] } }
folds: 3
models:
  - { name: tree-svm, kind: radiomics, select: { method: tree, count: 4 }, classifier: { kind: svm, kernel: rbf } }
  - { name: logistic, kind: radiomics, select: none, classifier: { kind: logistic, c: 1 } }
`;

/** The head of a study in the published protocol, which has one fit of each model, so that a network is trained once; crops for networks. */
export const onePaperFit = `split: { develop: [h1, h2], tests: { external: [h3] }, ratio: 0.7 }
protocol: paper
image: { crop: [16, 16, 16] }
`;

/**
 * Writes cases.csv, study.yaml and the images and masks of a cohort that is made in milliseconds: ellipsoids in noise
 * on grids of 16 x 16 x 12 voxels, positive ones larger and more uneven on average. For images that look like CTs there is
 * `hilum synth`.
 */
export function writeSmallCohort(folder: string, count = 24): SmallCase[] {
  mkdirSync(join(folder, "images"), { recursive: true });
  mkdirSync(join(folder, "masks"), { recursive: true });
  const cases = Array.from({ length: count }, (_, n): SmallCase => {
    const random = randomStream("small cohort", n);
    const name = `n${String(n + 1).padStart(2, "0")}`;
    const label = Math.floor(n / 3) % 2 === 0 ? 0 : 1;
    const { image, mask } = smallLesion(random, { radiusMm: 3 + label + random.uniform() });
    const paths = { image: `images/${name}.nii.gz`, mask: `masks/${name}.nii.gz` };
    writeFileSync(join(folder, paths.image), writeNifti(image));
    writeFileSync(join(folder, paths.mask), writeNifti(mask));
    // Every sixth case is a second nodule of the patient three rows above, who is of the same centre.
    const patient = n % 6 === 3 ? n - 3 : n;
    return { case: name, patient: `p${patient}`, centre: `h${(n % 3) + 1}`, ...paths, label, age: 50 + n + 0.5 };
  });
  writeFileSync(join(folder, "cases.csv"), tableText(cases, ","));
  writeFileSync(join(folder, "study.yaml"), smallStudy);
  return cases;
}

/** The table of a cohort, cells separated by `separator`. */
export function tableText(cases: readonly SmallCase[], separator: string): string {
  const columns = ["case", "patient", "centre", "image", "mask", "label", "age"] as const;
  return [columns, ...cases.map((row) => columns.map((column) => String(row[column])))]
    .map((cells) => `${cells.join(separator)}\n`)
    .join("");
}

/** An ellipsoid of soft tissue in lung, and its mask with `label` inside. */
export function smallLesion(
  random: RandomStream,
  { radiusMm = 4, label = 1, origin = [-60, 20, -300] as Vec3 } = {},
): { image: Volume<Int16Array>; mask: Volume<Uint8Array> } {
  const grid = {
    size: [16, 16, 12] as const,
    spacing: [0.8, 0.8, 1.25] as const,
    origin,
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
  };
  const image = createVolume(grid, new Int16Array(16 * 16 * 12));
  const mask = createVolume(grid, new Uint8Array(16 * 16 * 12));
  const stretch = [
    0.85 + 0.3 * random.uniform(),
    0.85 + 0.3 * random.uniform(),
    0.85 + 0.3 * random.uniform(),
  ] as const;
  const at = (index: number, axis: 0 | 1 | 2) => (index - (grid.size[axis] - 1) / 2) * grid.spacing[axis];
  for (let n = 0; n < mask.data.length; n++) {
    const i = n % 16;
    const j = Math.floor(n / 16) % 16;
    const k = Math.floor(n / 256);
    const inside = Math.hypot(at(i, 0) * stretch[0], at(j, 1) * stretch[1], at(k, 2) * stretch[2]) < radiusMm;
    image.data[n] = Math.round((inside ? 20 : -850) + (30 + 10 * radiusMm) * random.normal());
    mask.data[n] = inside ? label : 0;
  }
  return { image, mask };
}
