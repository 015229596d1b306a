import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import { between, dot, evenDirections, randomDirection } from "./direction.ts";

/** A nodule as a star-shaped surface about its middle; directions are unit vectors. */
export interface NoduleShape {
  /** Distance from the middle to the body's surface, mm. */
  readonly bodyRadius: (direction: Vec3) => number;
  /** How far spicules stand out over the body, mm. */
  readonly spiculeLength: (direction: Vec3) => number;
  /** No part of the nodule is farther from its middle. */
  readonly reachMm: number;
}

/** A bump on the sphere: `height` at its axis, falling to 1/e where sharpness * (1 - cos) is 1. */
interface Bump {
  readonly axis: Vec3;
  readonly height: number;
  readonly sharpness: number;
}

/**
 * An ellipsoid with a few lobes (round to lobulated, whatever the label), and spicules on top.
 *
 * @param size.diameterMm - the longest chord through the middle of the body, reached exactly.
 * @param size.spiculeMm - mean length of the spicules.
 */
export function noduleShape(
  random: RandomStream,
  size: { readonly diameterMm: number; readonly spiculeMm: number },
): NoduleShape {
  const flattening: readonly Bump[] = [
    { axis: randomDirection(random), height: 0, sharpness: between(random, 0, 0.9) },
    { axis: randomDirection(random), height: 0, sharpness: between(random, 0, 0.5) },
  ];
  const lobeHeight = between(random, 0.02, 0.4);
  const lobes = Array.from({ length: 3 + random.integer(5) }, () => ({
    axis: randomDirection(random),
    height: lobeHeight * between(random, -0.7, 1),
    sharpness: between(random, 4, 10),
  }));
  const plain = (direction: Vec3): number => {
    let flat = 1;
    for (const { axis, sharpness } of flattening) flat += sharpness * dot(axis, direction) ** 2;
    return (1 + bumpSum(lobes, direction)) / Math.sqrt(flat);
  };
  const directions = evenDirections(400);
  const chord = Math.max(...directions.map((d) => plain(d) + plain([-d[0], -d[1], -d[2]])));
  const scale = size.diameterMm / chord;
  const bodyRadius = (direction: Vec3): number => scale * plain(direction);

  const spicules = drawSpicules(random, size);
  const longest = Math.max(...directions.map(bodyRadius)) * 1.02;
  return {
    bodyRadius,
    spiculeLength: (direction) => bumpSum(spicules, direction),
    // Spicules may stand on each other: the sum at their axes bounds it well enough.
    reachMm: longest + Math.max(0, ...spicules.map(({ axis }) => bumpSum(spicules, axis))) * 1.05,
  };
}

function drawSpicules(random: RandomStream, size: { readonly diameterMm: number; readonly spiculeMm: number }): Bump[] {
  const radius = size.diameterMm / 2;
  return Array.from({ length: Math.round(10 + 1.6 * radius) }, () => {
    const widthMm = between(random, 0.7, 1.3);
    return {
      axis: randomDirection(random),
      height: size.spiculeMm * between(random, 0.5, 1.5),
      sharpness: 2 * (radius / widthMm) ** 2,
    };
  });
}

function bumpSum(bumps: readonly Bump[], direction: Vec3): number {
  let sum = 0;
  for (const { axis, height, sharpness } of bumps) {
    const exponent = sharpness * (1 - dot(axis, direction));
    if (exponent < 7) sum += height * Math.exp(-exponent);
  }
  return sum;
}
