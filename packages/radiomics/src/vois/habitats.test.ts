import { randomStream } from "@hilum/numeric";
import { reorient, type Vec3, type Volume } from "@hilum/volume";
import { expect, test } from "vitest";
import { preset } from "../presets.ts";
import type { HabitatSettings } from "../settings.ts";
import { volumeOf } from "../test/masks.ts";
import { habitats } from "./habitats.ts";
import { kMeans } from "./k-means.ts";

const size: Vec3 = [20, 20, 12];
const inside = ([i, j, k]: Vec3) => Math.hypot(i - 10, j - 10, k - 6) <= 5;
const mask = volumeOf(size, (index) => (inside(index) ? 1 : 0));
const random = randomStream(1, "noise");
const noise = Array.from({ length: 4800 }, () => 30 * random.normal());
/** Ground glass to the left, solid to the right, something between in the middle. */
const part = ([i]: Vec3) => (i < 9 ? 0 : i < 12 ? 1 : 2);
const image = volumeOf(
  size,
  (index) => [-650, -250, 60][part(index)] + noise[index[0] + 20 * (index[1] + 20 * index[2])],
);

function masks(changes: Partial<HabitatSettings> = {}, [im, ma]: readonly [Volume, Volume] = [image, mask]): Volume[] {
  const settings = preset("pyradiomics", { habitats: { count: 3, on: ["intensity"], seed: 1, ...changes } });
  return [...habitats(im, ma, 1, settings)].flatMap(({ mask: voi }) => voi ?? []);
}

test("parts of known intensity are found, the darkest first", () => {
  masks().forEach((voi, n) => {
    for (let at = 0; at < voi.data.length; at++) {
      const index: Vec3 = [at % 20, Math.floor(at / 20) % 20, Math.floor(at / 400)];
      expect(voi.data[at]).toBe(inside(index) && part(index) === n ? 1 : 0);
    }
  });
});

test("volume shares add up to one and the habitats to the lesion", () => {
  const settings = preset("pyradiomics", { habitats: { count: 4, on: ["intensity", "entropy", "gradient"], seed: 3 } });
  const found = [...habitats(image, mask, 1, settings)];
  const share = found.reduce((sum, { own }) => sum + own[1].value, 0);
  expect(share).toBeCloseTo(1, 12);
  mask.data.forEach((is, at) => {
    expect(found.reduce((sum, { mask: voi }) => sum + (voi?.data[at] ?? 0), 0)).toBe(is);
  });
});

test("the same seed gives the same habitats, however the image is stored", () => {
  const changes: Partial<HabitatSettings> = { count: 5, on: ["intensity", "entropy"], seed: 7 };
  const straight = masks(changes);
  expect(masks(changes)).toEqual(straight);
  for (const axes of ["RPS", "LAI"]) {
    const turned = masks(changes, [reorient(image, axes), reorient(mask, axes)]);
    expect(turned.map((voi) => reorient(voi, "LPS").data)).toEqual(straight.map(({ data }) => data));
  }
});

test("k-means ends where no point is nearer to another mean, and beats a random grouping", () => {
  const stream = randomStream(2, "points");
  const points = Float64Array.from({ length: 400 }, () => stream.normal());
  const { of, spread } = kMeans(points, 2, 4, randomStream(9, "k-means"));
  const means = Array.from({ length: 4 }, (_, g) => {
    const members = Array.from(of.keys()).filter((p) => of[p] === g);
    expect(members.length).toBeGreaterThan(0);
    return [0, 1].map((d) => members.reduce((sum, p) => sum + points[2 * p + d], 0) / members.length);
  });
  const squared = (p: number, g: number) => (points[2 * p] - means[g][0]) ** 2 + (points[2 * p + 1] - means[g][1]) ** 2;
  let total = 0;
  of.forEach((group, p) => {
    total += squared(p, group);
    for (let g = 0; g < 4; g++) expect(squared(p, group)).toBeLessThanOrEqual(squared(p, g) + 1e-12);
  });
  expect(spread).toBeCloseTo(total, 9);
  expect(spread).toBeLessThan(0.5 * points.reduce((sum, x) => sum + x * x, 0));
});

test("two groups of numbers on a line are the best of all cuts", () => {
  const stream = randomStream(4, "line");
  const points = Float64Array.from({ length: 60 }, () => stream.normal()).sort();
  const within = (values: Float64Array) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  };
  const best = Math.min(
    ...Array.from({ length: 59 }, (_, n) => within(points.slice(0, n + 1)) + within(points.slice(n + 1))),
  );
  expect(kMeans(points, 1, 2, randomStream(1, "k-means")).spread).toBeCloseTo(best, 9);
});

test("no group is left empty, however the first means lie", () => {
  for (let seed = 0; seed < 40; seed++) {
    const stream = randomStream(seed, "few");
    const points = Float64Array.from({ length: 24 }, () => stream.integer(5));
    const count = Math.min(
      6,
      new Set(Array.from({ length: 12 }, (_, p) => `${points[2 * p]},${points[2 * p + 1]}`)).size,
    );
    expect(new Set(kMeans(points, 2, count, randomStream(seed, "k-means")).of).size).toBe(count);
  }
});
