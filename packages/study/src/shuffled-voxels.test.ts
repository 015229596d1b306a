import { randomStream } from "@hilum/numeric";
import { extract, preset } from "@hilum/radiomics";
import { createVolume } from "@hilum/volume";
import { describe, expect, test } from "vitest";
import { shuffledVoxels } from "./shuffled-voxels.ts";

/** An ellipsoid that brightens from one end to the other, in noise. */
function gradedLesion() {
  const grid = {
    size: [14, 12, 10] as const,
    spacing: [1, 1, 1.5] as const,
    origin: [0, 0, 0] as const,
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
  };
  const noise = randomStream("graded lesion");
  const image = createVolume(grid, new Int16Array(14 * 12 * 10));
  const mask = createVolume(grid, new Uint8Array(14 * 12 * 10));
  for (let n = 0; n < mask.data.length; n++) {
    const [i, j, k] = [n % 14, Math.floor(n / 14) % 12, Math.floor(n / 168)];
    image.data[n] = Math.round(40 * i + 30 * noise.normal());
    mask.data[n] = Math.hypot((i - 6.5) / 6, (j - 5.5) / 5, (k - 4.5) / 3.5) < 1 ? 1 : 0;
  }
  return { image, mask };
}

describe("voxels in random order", () => {
  const { image, mask } = gradedLesion();
  const shuffled = shuffledVoxels(image, mask, randomStream(5));

  test("are the same voxels inside the mask, and untouched outside", () => {
    const split = (inside: 0 | 1, of: typeof shuffled) => [...of.data].filter((_, n) => mask.data[n] === inside);
    expect(split(0, shuffled)).toEqual(split(0, image));
    expect(split(1, shuffled)).not.toEqual(split(1, image));
    expect(split(1, shuffled).sort((a, b) => a - b)).toEqual(split(1, image).sort((a, b) => a - b));
  });

  test("keep every feature of size, shape and histogram, and change every texture", () => {
    const settings = preset("pyradiomics");
    const [before, after] = [image, shuffled].map((own) => extract(own, mask, settings).features);
    const changed = new Map<string, string[]>();
    for (const [n, { family, feature, value }] of before.entries()) {
      const other = after[n].value;
      // Sums in another order differ in their last digits.
      if (Math.abs(value - other) <= 1e-9 * Math.abs(value)) continue;
      changed.set(family, [...(changed.get(family) ?? []), feature]);
    }
    expect([...changed.keys()]).toEqual(["glcm", "gldm", "glrlm", "glszm", "ngtdm"]);
    expect(changed.get("glcm")).toHaveLength(24);
  });
});
