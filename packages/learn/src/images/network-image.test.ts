import { describe, expect, test } from "vitest";
import { randomStream } from "@hilum/numeric";
import { createVolume, reorient, type Vec3 } from "@hilum/volume";
import { centredCrop } from "./centred-crop.ts";
import { imageSettings } from "./image-settings.ts";
import { networkImage } from "./network-image.ts";
import { decodeNetworkImage, encodeNetworkImage } from "./network-image-bytes.ts";
import { randomCrop, randomLabelCrop } from "./random-crop.ts";

/** A slope along x in HU with a ball of 4 mm radius around (10, 12, 14) mm. */
function scan(spacing: Vec3 = [1, 1, 1]) {
  const size: Vec3 = [Math.round(24 / spacing[0]), Math.round(26 / spacing[1]), Math.round(28 / spacing[2])];
  const grid = { size, spacing, origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
  const image = new Int16Array(size[0] * size[1] * size[2]);
  const mask = new Uint8Array(image.length);
  for (let k = 0, at = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, at++) {
        const [x, y, z] = [i * spacing[0], j * spacing[1], k * spacing[2]];
        image[at] = -1000 + 10 * x + 20 * y - 5 * z;
        mask[at] = Math.hypot(x - 10, y - 12, z - 14) <= 4 ? 1 : 0;
      }
  return { image: createVolume(grid, image), mask: createVolume(grid, mask) };
}

const crop: Vec3 = [8, 8, 8];
const still = imageSettings({ crop, augmentation: { rotate: 0 } });

/** What the slope is at a point in mm. */
const slope = (x: number, y: number, z: number): number => (-1000 + 10 * x + 20 * y - 5 * z + 1600) / 2000;

describe("a lesion prepared for a network", () => {
  test("axes run to the right, front and head: the first voxel of a crop lies left, back and below", () => {
    const { image, mask } = scan();
    const seen = centredCrop(networkImage(image, mask, still), crop);
    // LPS (10, 12, 14) is the middle; 4 voxels to the left is +4 mm in x, to the back +4 in y, to the feet −4 in z.
    expect(seen[0]).toBeCloseTo(slope(14, 16, 10), 6);
    expect(seen[1]).toBeCloseTo(slope(13, 16, 10), 6);
    expect(seen[8]).toBeCloseTo(slope(14, 15, 10), 6);
    expect(seen[64]).toBeCloseTo(slope(14, 16, 11), 6);
  });

  test("it does not matter in which order the file stores the axes", () => {
    const { image, mask } = scan([0.8, 1, 2]);
    const one = networkImage(image, mask, still);
    for (const axes of ["RAS", "SPL", "AIR"]) {
      const other = networkImage(reorient(image, axes), reorient(mask, axes), still);
      expect(other.size).toEqual(one.size);
      expect(Buffer.from(other.lesion.buffer).equals(Buffer.from(one.lesion.buffer))).toBe(true);
      const apart = other.voxels.map((hu, at) => Math.abs(hu - one.voxels[at]));
      expect(Math.max(...apart)).toBeLessThanOrEqual(1);
    }
  });

  test("a voxel of 0.8×1×2 mm becomes one of 1 mm with the slope in between", () => {
    const { image, mask } = scan([0.8, 1, 2]);
    const made = networkImage(image, mask, still);
    const seen = centredCrop(made, crop);
    expect(seen[1] - seen[0]).toBeCloseTo(-10 / 2000, 3);
    expect(seen[64] - seen[0]).toBeCloseTo(-5 / 2000, 3);
  });

  test("beyond the image lies the lower end of the window, and HU beyond the window are limited", () => {
    const { image, mask } = scan();
    const narrow = imageSettings({ crop: [40, 40, 40], window: { level: -750, width: 100 } });
    const seen = centredCrop(networkImage(image, mask, narrow), [40, 40, 40]);
    expect(seen[0]).toBe(0);
    expect(Math.max(...seen)).toBe(1);
    expect(Math.min(...seen)).toBe(0);
  });

  test("only what crops can reach is kept, and a random crop is the same as from the whole image", () => {
    const { image, mask } = scan();
    const settings = imageSettings({
      crop: [4, 4, 4],
      augmentation: { turnDegrees: 10, scale: 0.1, shiftMm: 1, flip: 0.5 },
    });
    const small = networkImage(image, mask, settings);
    const whole = networkImage(image, mask, { ...settings, crop: [96, 96, 96] });
    expect(small.voxels.length).toBeLessThan(0.7 * whole.voxels.length);
    for (let n = 0; n < 40; n++) {
      const [a, b] = [small, whole].map((from) => randomCrop(from, [4, 4, 4], randomStream(n), settings.augmentation));
      a.forEach((value, at) => expect(value).toBeCloseTo(b[at], 6));
    }
  });

  test("bytes and back", () => {
    const { image, mask } = scan([0.8, 1, 2]);
    const made = networkImage(image, mask, still);
    const bytes = encodeNetworkImage(made);
    expect(decodeNetworkImage(bytes)).toEqual(made);
    expect(() => decodeNetworkImage(bytes.subarray(0, 100))).toThrow(/safetensors/);
  });

  test("an empty mask, a lesion between all voxels and wrong settings are refused", () => {
    const { image, mask } = scan();
    expect(() => networkImage(image, createVolume(mask.grid, new Uint8Array(mask.data.length)))).toThrow(/mask|label/);
    const dot = createVolume(mask.grid, new Uint8Array(mask.data.length));
    dot.data[24 * 26 * 3 + 24 * 5 + 7] = 1;
    expect(() => networkImage(image, dot, { spacing: [7, 7, 7] })).toThrow(/No voxel of 7×7×7 mm/);
    expect(() => imageSettings({ augmentation: { scale: 2 } })).toThrow(
      /augmentation\.scale is 2; it must lie in \[0, 0\.5\]/,
    );
    expect(() => imageSettings({ crop: [8, 0, 8] })).toThrow(/image\.crop is 0/);
  });
});

describe("random crops", () => {
  const { image, mask } = scan();
  const size: Vec3 = [6, 6, 4];
  const varied = imageSettings({ crop: size, augmentation: { rotate: 1, flip: 0.5, shiftMm: 2 } });
  const made = networkImage(image, mask, varied);
  const values = (of: Float32Array): string => [...of].toSorted((a, b) => a - b).join();

  test("the same stream gives the same crop, another one another", () => {
    const cut = (seed: number) => randomCrop(made, size, randomStream(seed, "crop"), varied.augmentation);
    expect(cut(1)).toEqual(cut(1));
    expect(values(cut(1))).not.toBe(values(cut(2)));
  });

  test("a quarter turn and mirror images only reorder the voxels of a crop", () => {
    const around = { ...still.augmentation, around: "centroid" } as const;
    const plain = randomCrop(made, size, randomStream(0), around);
    expect(plain).toEqual(centredCrop(made, size));
    const orders = new Set<string>();
    for (let seed = 0; seed < 30; seed++) {
      const turned = randomCrop(made, size, randomStream(seed), { ...around, rotate: 1, flip: 0.5 });
      expect(values(turned)).toBe(values(plain));
      orders.add(turned.join());
    }
    // Three quarter turns times eight mirror images are 16 different orders (without turn the identity joins them).
    expect(orders.size).toBeGreaterThan(8);
  });

  test("an interpolated crop without turns or zoom is the copied one, and a zoomed one has a gentler slope", () => {
    const around = { ...still.augmentation, around: "centroid" } as const;
    const tiny = randomCrop(made, size, randomStream(3), { ...around, turnDegrees: 1e-9 });
    centredCrop(made, size).forEach((value, at) => expect(tiny[at]).toBeCloseTo(value, 5));
    const zoomed = randomCrop(made, size, randomStream(3), { ...around, scale: 0.5 });
    const zoom = 1 + (2 * randomStream(3).fork("scale").uniform() - 1) * 0.5;
    expect(zoomed[1] - zoomed[0]).toBeCloseTo((made.voxels[1] - made.voxels[0]) / 2000 / zoom, 3);
  });

  test("labels are cut where the image is, turned and mirrored with it", () => {
    // An image that shows its own mask: label 3 is 300 HU above label 0.
    const three = createVolume(
      mask.grid,
      mask.data.map((inside) => 3 * inside),
    );
    const shown = createVolume(
      mask.grid,
      Int16Array.from(mask.data, (inside) => -1600 + 300 * inside),
    );
    const own = networkImage(shown, three, varied);
    for (let seed = 0; seed < 10; seed++) {
      const [seen, labels] = [randomCrop, randomLabelCrop].map((cut) =>
        cut(own, size, randomStream(seed), varied.augmentation),
      );
      expect(Array.from(labels)).toEqual(Array.from(seen, (value) => Math.round(value * 20)));
      expect(new Set(labels)).toEqual(new Set([0, 3]));
    }
    const turned = { ...varied.augmentation, turnDegrees: 5 };
    expect(() => randomLabelCrop(own, size, randomStream(1), turned)).toThrow(/cannot be interpolated/);
  });

  test("noise has the deviation asked for, brightness moves all voxels alike", () => {
    const around = { ...still.augmentation, around: "centroid" } as const;
    const plain = centredCrop(made, size);
    const noisy = randomCrop(made, size, randomStream(5), { ...around, noise: 0.1 });
    const apart = noisy.map((value, at) => value - plain[at]);
    expect(Math.sqrt(apart.reduce((sum, d) => sum + d * d, 0) / apart.length)).toBeCloseTo(0.1, 1);
    const brighter = randomCrop(made, size, randomStream(5), { ...around, brightness: 0.2 });
    const offsets = brighter.map((value, at) => value - plain[at]);
    expect(Math.abs(offsets[0])).toBeGreaterThan(0);
    offsets.forEach((offset) => expect(offset).toBeCloseTo(offsets[0], 6));
  });
});
