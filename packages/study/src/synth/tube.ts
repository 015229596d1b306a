import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import { directionNear, dot, plus, scaled } from "./direction.ts";
import { eachSample, edgeShare, paintDenser, paintOver, regionBetween } from "./scene.ts";
import type { Scene } from "./scene.ts";

/** A straight piece of a vessel or strand with round ends. */
export interface TubePiece {
  readonly from: Vec3;
  readonly to: Vec3;
  readonly radiusMm: number;
}

const edgeMm = 0.7;

/**
 * Paints one piece; the thinnest fade instead of becoming thinner.
 *
 * @param where - "denser": only where it is denser than what stands there; "over": everywhere (air in a bronchus).
 */
export function paintTube(scene: Scene, piece: TubePiece, hu: number, where: "denser" | "over" = "denser"): void {
  const paint = where === "denser" ? paintDenser : paintOver;
  const { from, to, radiusMm } = piece;
  const margin = radiusMm + edgeMm / 2;
  const low: Vec3 = [
    Math.min(from[0], to[0]) - margin,
    Math.min(from[1], to[1]) - margin,
    Math.min(from[2], to[2]) - margin,
  ];
  const high: Vec3 = [
    Math.max(from[0], to[0]) + margin,
    Math.max(from[1], to[1]) + margin,
    Math.max(from[2], to[2]) + margin,
  ];
  const axis: Vec3 = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const lengthSquared = Math.max(dot(axis, axis), 1e-9);
  eachSample(scene, regionBetween(scene, low, high), (index, x, y, z) => {
    const px = x - from[0];
    const py = y - from[1];
    const pz = z - from[2];
    const t = Math.min(1, Math.max(0, (px * axis[0] + py * axis[1] + pz * axis[2]) / lengthSquared));
    const distance = Math.sqrt((px - t * axis[0]) ** 2 + (py - t * axis[1]) ** 2 + (pz - t * axis[2]) ** 2);
    const share = edgeShare(radiusMm - distance, edgeMm);
    if (share > 0) paint(scene, index, hu, share);
  });
}

/** A wandering line from `start`: pieces of `stepMm`, turning a little at each. */
export function wander(
  random: RandomStream,
  start: Vec3,
  heading: Vec3,
  path: { readonly lengthMm: number; readonly stepMm: number; readonly turn: number },
  radiusAt: (share: number) => number,
): TubePiece[] {
  const pieces: TubePiece[] = [];
  let from = start;
  let direction = heading;
  const count = Math.max(1, Math.round(path.lengthMm / path.stepMm));
  for (let n = 0; n < count; n++) {
    const to = plus(from, scaled(direction, path.lengthMm / count));
    pieces.push({ from, to, radiusMm: radiusAt((n + 0.5) / count) });
    from = to;
    direction = directionNear(random, direction, path.turn);
  }
  return pieces;
}
