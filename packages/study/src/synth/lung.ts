import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import { between, directionNear, plus, randomDirection, scaled, unit } from "./direction.ts";
import { fractalNoise } from "./fractal-noise.ts";
import { eachSample, edgeShare, paintDenser, wholeRegion } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { paintTube, wander } from "./tube.ts";
import type { TubePiece } from "./tube.ts";

/** Lung that has nothing to do with the label: it varies from patient to patient, and keeps clear of the nodule. */
export interface LungSetting {
  /** From the nodule towards the chest wall, a unit vector; the hilum lies the other way. */
  readonly outward: Vec3;
  /** No vessel of the background comes nearer to the nodule's middle, mm. */
  readonly clearMm: number;
  /** 0 none to 1: holes of emphysema. */
  readonly emphysema: number;
}

const vesselHu = 40;

/** Paints parenchyma, sometimes a fissure, airways and the vessels of the background. */
export function paintLung(scene: Scene, random: RandomStream, setting: LungSetting): void {
  paintParenchyma(scene, random.fork("parenchyma"), setting.emphysema);
  if (random.uniform() < 0.35) paintFissure(scene, random.fork("fissure"), setting);
  paintVessels(scene, random.fork("vessels"), setting);
}

function paintParenchyma(scene: Scene, random: RandomStream, emphysema: number): void {
  const fine = fractalNoise(random, scene.size, scene.step, { coarsestMm: 18, finestMm: 2 }, 0.3);
  const level = between(random, -15, 25);
  const grain = between(random, 24, 36);
  // Dependent lung is denser: patients lie on their back.
  const gradient = between(random, 0.2, 0.8);
  eachSample(scene, wholeRegion(scene), (index, _x, y) => {
    scene.hu[index] = scene.hu[index]! + level + grain * fine[index]! + gradient * y;
  });
  if (emphysema === 0) return;
  const holes = fractalNoise(random, scene.size, scene.step, { coarsestMm: 6, finestMm: 6 }, 0);
  for (let n = 0; n < holes.length; n++) {
    if (holes[n]! > 0.6) scene.hu[n] = scene.hu[n]! - 90 * emphysema * (holes[n]! - 0.6);
  }
}

/** A thin, slightly bent plane that passes the nodule at a distance. */
function paintFissure(scene: Scene, random: RandomStream, setting: LungSetting): void {
  const normal = directionNear(random, [0, -0.6, 0.8], 0.5);
  const side = random.uniform() < 0.5 ? -1 : 1;
  const offset = side * (setting.clearMm + between(random, 1, 14));
  const bend = between(random, -0.004, 0.004);
  eachSample(scene, wholeRegion(scene), (index, x, y, z) => {
    const depth = x * normal[0] + y * normal[1] + z * normal[2] - offset - bend * (x * x + y * z);
    if (depth > 1 || depth < -1) return;
    paintDenser(scene, index, -250, edgeShare(0.3 - Math.abs(depth), 0.7));
  });
}

function paintVessels(scene: Scene, random: RandomStream, setting: LungSetting): void {
  const half = (scene.size[0] * scene.step[0]) / 2;
  const towardHilum = scaled(setting.outward, -1);
  const roots = 5 + random.integer(5);
  for (let n = 0; n < roots; n++) {
    const start = plus(scaled(towardHilum, half * between(random, 0.7, 1.1)), scaled(randomDirection(random), half));
    const heading = directionNear(random, setting.outward, 1.2);
    const radius = between(random, 1.1, 2.6);
    const tree = branches(random, start, heading, radius, half * 2, setting.clearMm);
    for (const piece of tree) paintTube(scene, piece, vesselHu);
    if (radius > 1.7) paintAirway(scene, random, tree, radius);
  }
  const twigs = 50 + random.integer(40);
  for (let n = 0; n < twigs; n++) {
    const start: Vec3 = [between(random, -half, half), between(random, -half, half), between(random, -half, half)];
    const radius = between(random, 0.4, 0.9);
    const heading = directionNear(random, setting.outward, 2.5);
    for (const piece of branches(random, start, heading, radius, 18, setting.clearMm))
      paintTube(scene, piece, vesselHu);
  }
}

/** A vessel that narrows and forks (Murray's law: both daughters 0.79 of the parent), up to the nodule's clearing. */
function branches(
  random: RandomStream,
  start: Vec3,
  heading: Vec3,
  radiusMm: number,
  lengthMm: number,
  clearMm: number,
): TubePiece[] {
  const pieces: TubePiece[] = [];
  const open = [{ start, heading, radius: radiusMm, left: lengthMm }];
  for (let stem = open.pop(); stem !== undefined; stem = open.pop()) {
    let { radius, left } = stem;
    const path = wander(random, stem.start, stem.heading, { lengthMm: left, stepMm: 3, turn: 0.35 }, () => 0);
    for (const { from, to } of path) {
      radius *= 0.985;
      left -= 3;
      if (radius < 0.35 || Math.hypot(...to) < clearMm + radius) break;
      pieces.push({ from, to, radiusMm: radius });
      if (random.uniform() < 0.16) {
        radius *= 0.79;
        open.push({ start: to, heading: directionNear(random, unit(plus(to, scaled(from, -1))), 1.1), radius, left });
      }
    }
  }
  return pieces;
}

/** A bronchus beside an artery: a wall around air. */
function paintAirway(scene: Scene, random: RandomStream, artery: readonly TubePiece[], radius: number): void {
  const aside = scaled(randomDirection(random), 2.1 * radius);
  const trunk = artery.slice(0, 8).map(({ from, to }) => ({ from: plus(from, aside), to: plus(to, aside) }));
  for (const { from, to } of trunk) paintTube(scene, { from, to, radiusMm: radius }, -80);
  for (const { from, to } of trunk) paintTube(scene, { from, to, radiusMm: 0.68 * radius }, -980, "over");
}
