import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import type { Anatomy } from "./anatomy.ts";
import { between, directionNear, dot, plus, randomDirection, scaled } from "./direction.ts";
import { fractalNoise } from "./fractal-noise.ts";
import type { NoduleShape } from "./nodule-shape.ts";
import { eachSample, regionBetween } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { paintTube, wander } from "./tube.ts";

const haloWidthMm = 6;
const haloReachMm = 14;
const vesselHu = 40;
const strandHu = -20;

/**
 * Paints what the tumour does to the lung around it: ground glass, vessels that run into it, strands that leave it.
 * The nodule is painted over it afterwards.
 *
 * @param outward - towards the chest wall; vessels come from the other side.
 */
export function paintSurroundings(
  scene: Scene,
  random: RandomStream,
  anatomy: Anatomy,
  shape: NoduleShape,
  outward: Vec3,
): void {
  paintHalo(scene, random.fork("halo"), anatomy.haloHu, shape);
  paintConvergingVessels(scene, random.fork("convergence"), anatomy.vessels, shape, outward);
  paintStrands(scene, random.fork("strands"), anatomy.strands, shape);
}

function paintHalo(scene: Scene, random: RandomStream, haloHu: number, shape: NoduleShape): void {
  const reach = shape.reachMm + haloReachMm;
  const region = regionBetween(scene, [-reach, -reach, -reach], [reach, reach, reach]);
  const wisps = fractalNoise(random, region.size, scene.step, { coarsestMm: 5, finestMm: 5 }, 0.5);
  eachSample(scene, region, (index, x, y, z, local) => {
    const r = Math.sqrt(x * x + y * y + z * z);
    if (r > reach || r === 0) return;
    const distance = Math.max(0, r - shape.bodyRadius([x / r, y / r, z / r]));
    if (distance > haloReachMm) return;
    const wisp = Math.max(0.15, 1 + 0.35 * wisps[local]!);
    scene.hu[index] = scene.hu[index]! + haloHu * wisp * Math.exp(-((distance / haloWidthMm) ** 2));
  });
}

function paintConvergingVessels(
  scene: Scene,
  random: RandomStream,
  load: number,
  shape: NoduleShape,
  outward: Vec3,
): void {
  eachOfLoad(load, (thickness) => {
    const direction = directionAwayFrom(random, outward);
    const length = between(random, 26, 40);
    const start = scaled(direction, shape.bodyRadius(direction) - 0.5);
    const heading = directionNear(random, direction, 0.5);
    const radius = between(random, 1.05, 1.45) * Math.sqrt(thickness);
    const pieces = wander(
      random,
      start,
      heading,
      { lengthMm: length, stepMm: 2.5, turn: 0.2 },
      (t) => radius * (0.85 + 0.5 * t),
    );
    for (const piece of pieces) paintTube(scene, piece, vesselHu);
  });
}

function paintStrands(scene: Scene, random: RandomStream, load: number, shape: NoduleShape): void {
  eachOfLoad(load, (thickness) => {
    const direction = randomDirection(random);
    const start = scaled(direction, shape.bodyRadius(direction) - 0.5);
    const heading = directionNear(random, direction, 0.6);
    const length = between(random, 6, 15);
    const pieces = wander(random, start, heading, { lengthMm: length, stepMm: 2, turn: 0.5 }, () => 0.55);
    for (const piece of pieces) paintTube(scene, piece, lungToStrand(thickness));
    // Some end in a branch, as thickened septa do.
    const tip = pieces.at(-1);
    if (tip !== undefined && random.uniform() < 0.5) {
      const fork = directionNear(random, heading, 1.5);
      paintTube(scene, { from: tip.from, to: plus(tip.from, scaled(fork, 4)), radiusMm: 0.5 }, lungToStrand(thickness));
    }
  });
}

/** A strand that counts for a fraction is fainter. */
const lungToStrand = (thickness: number): number => -700 + (strandHu + 700) * thickness;

/** Calls `paint` once for each whole unit of a load, and once for the fraction that is left. */
function eachOfLoad(load: number, paint: (thickness: number) => void): void {
  for (let left = load; left > 0.02; left--) paint(Math.min(1, left));
}

function directionAwayFrom(random: RandomStream, outward: Vec3): Vec3 {
  for (;;) {
    const direction = randomDirection(random);
    if (dot(direction, outward) < 0.3) return direction;
  }
}
