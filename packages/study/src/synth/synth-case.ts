import { randomStream } from "@hilum/numeric";
import type { RandomStream } from "@hilum/numeric";
import type { Grid, Vec3, Volume } from "@hilum/volume";
import { samplesPerSlice, scanScene } from "./acquisition.ts";
import type { Scan } from "./acquisition.ts";
import { anatomyOf } from "./anatomy.ts";
import type { Anatomy } from "./anatomy.ts";
import { axialDiameter } from "./axial-diameter.ts";
import type { ClinicalValues } from "./clinical-columns.ts";
import { paintChestWall } from "./chest-wall.ts";
import { between, dot, evenDirections } from "./direction.ts";
import { drawLatents, labelModel, trueProbabilities } from "./latents.ts";
import type { Latents, TrueProbabilities } from "./latents.ts";
import { drawLocation } from "./location.ts";
import type { NoduleLocation } from "./location.ts";
import { paintLung } from "./lung.ts";
import { noduleMask } from "./nodule-mask.ts";
import { noduleShape } from "./nodule-shape.ts";
import type { NoduleShape } from "./nodule-shape.ts";
import { paintNodule, tissue } from "./nodule.ts";
import { patientOf } from "./patient.ts";
import { emptyScene, regionBetween } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { paintSurroundings } from "./surroundings.ts";
import { completeSynthOptions } from "./synth-options.ts";
import type { SynthOptions } from "./synth-options.ts";

/** What is known about a synthetic case besides its voxels. */
export interface SyntheticRecord {
  /** For example "s0001" for index 0. */
  readonly case: string;
  readonly patient: string;
  readonly centre: string;
  /** 1 = pN+. */
  readonly label: 0 | 1;
  readonly clinical: ClinicalValues;
  readonly truth: TrueProbabilities & { readonly latents: Latents; readonly anatomy: Anatomy };
}

/** One made-up patient's nodule: a CT in HU and the exact mask on the same grid. */
export interface SyntheticCase extends SyntheticRecord {
  readonly image: Volume<Int16Array>;
  readonly mask: Volume<Uint8Array>;
}

/**
 * Case `index` (from 0) of a synthetic cohort. It depends on the seed, the index and the options other than `cases`;
 * `surroundings` and `prevalence` change labels and probabilities only, never voxels.
 *
 * @throws StudyError `synth-option` if an option is out of its range.
 */
export function synthesiseCase(options: SynthOptions, index: number): SyntheticCase {
  const complete = completeSynthOptions(options);
  const random = randomStream(complete.seed, "synth", index);
  const { patient, centre, scan, age, sex, smoking, emphysema } = patientOf(complete, index);
  const latents = drawLatents(random.fork("latents"));
  const truth = trueProbabilities(labelModel(complete), latents, centre.logOdds);
  const anatomy = anatomyOf(latents);
  const location = drawLocation(random.fork("location"));

  const scene = sceneFor(scan, complete.fieldMm, random.fork("field"));
  const tissues = paintScene(scene, random, anatomy, location, emphysema);
  const samples = samplesPerSlice(scan);
  const grid = gridOf(scene, samples, location.point);

  const half = anatomy.diameterMm;
  const region = regionBetween(scene, [-half, -half, -half], [half, half, half]);
  const diameter = axialDiameter(
    scene,
    region,
    (n) => tissues[n] === tissue.groundGlass || tissues[n] === tissue.solid,
  );
  const solidDiameter = axialDiameter(scene, region, (n) => tissues[n] === tissue.solid);
  return {
    case: `s${String(index + 1).padStart(4, "0")}`,
    patient,
    centre: centre.centre,
    label: random.fork("label").uniform() < truth.probability ? 1 : 0,
    image: { grid, data: scanScene(scene, scan, random.fork("noise")) },
    mask: { grid, data: noduleMask(scene, tissues, samples) },
    clinical: {
      age,
      sex,
      smoking,
      diameter_mm: rounded(diameter, 1),
      solid_diameter_mm: rounded(solidDiameter, 1),
      ctr: rounded(solidDiameter / diameter, 2),
      density: anatomy.ctr < 1 ? "part-solid" : "solid",
      location: location.lobe,
      slice_thickness_mm: scan.sliceMm,
      kernel: scan.kernel,
    },
    truth: { ...truth, latents, anatomy },
  };
}

function paintScene(
  scene: Scene,
  random: RandomStream,
  anatomy: Anatomy,
  { outward }: NoduleLocation,
  emphysema: number,
): Uint8Array {
  const shape = noduleShape(random.fork("shape"), anatomy);
  paintLung(scene, random.fork("lung"), { outward, clearMm: anatomy.diameterMm / 2 + 7, emphysema });
  paintSurroundings(scene, random.fork("surroundings"), anatomy, shape, outward);
  const tissues = paintNodule(scene, random.fork("nodule"), anatomy, shape);
  const distanceMm = extentTowards(shape, outward) + anatomy.pleuraMm;
  const inWall = paintChestWall(scene, random.fork("wall"), { outward, distanceMm });
  for (let n = 0; n < tissues.length; n++) if (inWall[n] === 1) tissues[n] = tissue.other;
  return tissues;
}

/** How far the body reaches towards `outward`, mm. */
function extentTowards(shape: NoduleShape, outward: Vec3): number {
  return Math.max(...evenDirections(400).map((d) => shape.bodyRadius(d) * dot(d, outward)));
}

/** An empty scene with the nodule's middle up to 4 mm off its own. */
function sceneFor(scan: Scan, fieldMm: number, random: RandomStream): Scene {
  const samples = samplesPerSlice(scan);
  const step: Vec3 = [scan.inPlaneMm, scan.inPlaneMm, scan.sliceMm / samples];
  const across = Math.round(fieldMm / scan.inPlaneMm);
  const size: Vec3 = [across, across, Math.round(fieldMm / scan.sliceMm) * samples];
  const start = (axis: 0 | 1 | 2): number => (-(size[axis] - 1) / 2) * step[axis] + between(random, -4, 4);
  return emptyScene(size, step, [start(0), start(1), start(2)]);
}

/** The scan's grid: the scene's, slices instead of samples along z. */
function gridOf(scene: Scene, samples: number, point: Vec3): Grid {
  const thickness = scene.step[2] * samples;
  return {
    size: [scene.size[0], scene.size[1], scene.size[2] / samples],
    spacing: [scene.step[0], scene.step[1], thickness],
    origin: [
      rounded(point[0] + scene.start[0], 3),
      rounded(point[1] + scene.start[1], 3),
      rounded(point[2] + scene.start[2] + (thickness - scene.step[2]) / 2, 3),
    ],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  };
}

function rounded(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
