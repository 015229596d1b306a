import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { ascending } from "./ascending.ts";

const random = randomStream("ascending");
const draw = (count: number, next: () => number) => Float64Array.from({ length: count }, next);

test.each([
  ["none", new Float64Array(0)],
  ["few", draw(7, () => random.normal())],
  ["many", draw(20_000, () => 300 * random.normal())],
  ["whole numbers, many of them equal", draw(20_000, () => Math.round(3 * random.normal()))],
  ["so skewed that nearly all fall into one bucket", draw(20_000, () => Math.exp(40 * random.normal()))],
  ["flat", draw(20_000, () => -7)],
  ["too far apart for a scale", draw(20_000, () => (random.normal() > 0 ? 1.7e308 : -1.7e308))],
  ["too close for a scale", draw(20_000, () => (random.normal() > 0 ? 5e-324 : 0))],
])("%s: as the built-in sort has them", (_, values) => {
  expect(ascending(values)).toEqual(values.toSorted());
});
