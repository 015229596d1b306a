import type { RandomStream } from "@hilum/numeric";
import type { Vec3 } from "@hilum/volume";
import { between, unit } from "./direction.ts";

/** The lobe, the way from the nodule to the nearest chest wall (LPS unit vector), and the nodule's place (LPS mm). */
export interface NoduleLocation {
  readonly lobe: string;
  readonly outward: Vec3;
  readonly point: Vec3;
}

/** How often surgeons resect each lobe, its side (LPS: left is +x), height, and the angles of its free surface. */
const lobes: readonly [LobeRow, ...LobeRow[]] = [
  { lobe: "RUL", share: 0.33, side: -1, z: [20, 90], angle: [-70, 60] },
  { lobe: "RML", share: 0.07, side: -1, z: [-20, 30], angle: [-85, -20] },
  { lobe: "RLL", share: 0.19, side: -1, z: [-70, 10], angle: [-10, 80] },
  { lobe: "LUL", share: 0.26, side: 1, z: [10, 90], angle: [-75, 50] },
  { lobe: "LLL", share: 0.15, side: 1, z: [-70, 10], angle: [-10, 80] },
];

interface LobeRow {
  readonly lobe: string;
  readonly share: number;
  readonly side: -1 | 1;
  readonly z: readonly [number, number];
  readonly angle: readonly [number, number];
}

/** Where a nodule lies, whatever its label. */
export function drawLocation(random: RandomStream): NoduleLocation {
  let u = random.uniform();
  const row = lobes.find(({ share }) => (u -= share) < 0) ?? lobes[0];
  // From the side of the body (0) to the front (-90 degrees) or the back (90): +y is the back.
  const angle = (between(random, ...row.angle) * Math.PI) / 180;
  const outward = unit([row.side * Math.cos(angle), Math.sin(angle), between(random, -0.2, 0.25)]);
  const depth = between(random, 15, 40);
  return {
    lobe: row.lobe,
    outward,
    point: [
      Math.round(row.side * 85 + outward[0] * depth),
      Math.round(outward[1] * (70 + depth)),
      Math.round(between(random, ...row.z)),
    ],
  };
}
