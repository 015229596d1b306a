import type { Vec3 } from "@hilum/volume";
import type { WeightingNorm } from "./settings.ts";

/** The length in mm of a step along the grid in a norm; 1 where directions count alike. */
export function stepLength(step: Vec3, spacing: Vec3, norm: WeightingNorm): number {
  const mm = step.map((n, axis) => Math.abs(n) * spacing[axis]);
  if (norm === "infinity") return Math.max(...mm);
  if (norm === "manhattan") return mm[0] + mm[1] + mm[2];
  return norm === "euclidean" ? Math.sqrt(mm[0] * mm[0] + mm[1] * mm[1] + mm[2] * mm[2]) : 1;
}
