import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import { between, plus, scaled, unit } from "./direction.ts";
import { fractalNoise } from "./fractal-noise.ts";
import { eachSample, edgeShare, paintOver, wholeRegion } from "./scene.ts";
import type { Scene } from "./scene.ts";

const muscleHu = 55;
const fatHu = -95;
const ribSpacingMm = 26;

/**
 * Paints the chest wall over everything: pleura and intercostal muscle, ribs, fat with streaks of muscle.
 *
 * @param wall.outward - from the nodule to the wall, a unit vector.
 * @param wall.distanceMm - from the nodule's middle to the pleura.
 * @returns 1 where a sample of the scene lies in the wall.
 */
export function paintChestWall(
  scene: Scene,
  random: RandomStream,
  wall: { readonly outward: Vec3; readonly distanceMm: number },
): Uint8Array {
  const depth = wallDepth(random, wall);
  const rib = ribs(random, wall.outward);
  const streaks = fractalNoise(random.fork("streaks"), scene.size, scene.step, { coarsestMm: 8, finestMm: 8 }, 0.5);
  const inWall = new Uint8Array(scene.hu.length);
  eachSample(scene, wholeRegion(scene), (index, x, y, z) => {
    const mm = depth(x, y, z);
    if (mm < -1) return;
    if (mm > 0) inWall[index] = 1;
    const streak = streaks[index]!;
    const soft = mm < 2 || (mm < 9 ? streak > -0.6 : streak > 0.9) ? muscleHu : fatHu;
    paintOver(scene, index, soft + 8 * streak, edgeShare(mm, 0.7));
    const bone = rib(mm, x, y, z);
    if (bone > -1) paintOver(scene, index, bone > 1.4 ? 220 + 40 * streak : 620, edgeShare(bone, 0.8));
  });
  return inWall;
}

/** How far a point lies beyond the pleura: outside of an upright ellipsoid that the lung fills from within. */
function wallDepth(
  random: RandomStream,
  wall: { readonly outward: Vec3; readonly distanceMm: number },
): (x: number, y: number, z: number) => number {
  const radius = between(random, 70, 120);
  const upright = between(random, 0.2, 0.6);
  const middle = scaled(wall.outward, wall.distanceMm - radius);
  const squeezed = (x: number, y: number, z: number): number =>
    Math.sqrt((x - middle[0]) ** 2 + (y - middle[1]) ** 2 + ((z - middle[2]) * upright) ** 2);
  const pleura = squeezed(...scaled(wall.outward, wall.distanceMm));
  return (x, y, z) => squeezed(x, y, z) - pleura;
}

/** Depth inside the nearest rib in mm: oblique bars of oval section, under 3 mm of muscle. */
function ribs(random: RandomStream, outward: Vec3): (depth: number, x: number, y: number, z: number) => number {
  const slope = between(random, 0.2, 0.7);
  const along: Vec3 = unit([-outward[1], outward[0], 0]);
  const across: Vec3 = unit(plus([0, 0, 1], scaled(along, slope)));
  const phase = ribSpacingMm * random.uniform();
  return (depth, x, y, z) => {
    const position = across[0] * x + across[1] * y + across[2] * z + phase;
    const offset = position - ribSpacingMm * Math.round(position / ribSpacingMm);
    return 3.8 * (1 - Math.sqrt(((depth - 7) / 3.8) ** 2 + (offset / 6.5) ** 2));
  };
}
