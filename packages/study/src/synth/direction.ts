import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";

export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const scaled = (a: Vec3, by: number): Vec3 => [a[0] * by, a[1] * by, a[2] * by];

export const plus = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

export function unit(a: Vec3): Vec3 {
  return scaled(a, 1 / Math.hypot(a[0], a[1], a[2]));
}

/** A direction, all equally likely. */
export function randomDirection(random: RandomStream): Vec3 {
  const z = 2 * random.uniform() - 1;
  const angle = 2 * Math.PI * random.uniform();
  const r = Math.sqrt(1 - z * z);
  return [r * Math.cos(angle), r * Math.sin(angle), z];
}

/** A direction near `axis`: a random vector of length up to `spread` is added to it. */
export function directionNear(random: RandomStream, axis: Vec3, spread: number): Vec3 {
  return unit(plus(axis, scaled(randomDirection(random), spread * random.uniform())));
}

/** Uniform between two numbers. */
export function between(random: RandomStream, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** `count` directions spread evenly over the sphere (Fibonacci lattice). */
export function evenDirections(count: number): readonly Vec3[] {
  return Array.from({ length: count }, (_, n) => {
    const z = 1 - (2 * n + 1) / count;
    const r = Math.sqrt(1 - z * z);
    const angle = Math.PI * (1 + Math.sqrt(5)) * n;
    return [r * Math.cos(angle), r * Math.sin(angle), z];
  });
}
