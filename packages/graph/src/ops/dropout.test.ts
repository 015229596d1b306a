import { randomStream } from "@hilum/numeric";
import { expect, test } from "vitest";
import { dropout, dropoutMask, dropPath, Graph } from "../index.ts";

const mask = (rate: number, count = 10_000, name = "mask"): Float32Array =>
  dropoutMask(randomStream(5, name), [count], rate);

test("a mask drops its share and keeps the expectation", () => {
  const values = mask(0.2);
  expect(new Set(values)).toEqual(new Set([0, Math.fround(1.25)]));
  const dropped = values.filter((value) => value === 0).length / values.length;
  // Four standard errors of a share of 0.2 among 10,000.
  expect(Math.abs(dropped - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 10_000));
});

test("a mask is its stream's: the same again, another for another name", () => {
  expect(mask(0.5)).toEqual(mask(0.5));
  expect(mask(0.5, 100, "other")).not.toEqual(mask(0.5, 100));
});

test("a rate of 0 keeps everything", () => {
  expect(mask(0, 3)).toEqual(Float32Array.of(1, 1, 1));
});

test.each([1, -0.1, Number.NaN])("a rate of %d is refused", (rate) => {
  expect(() => mask(rate, 3)).toThrow(/dropout rate of .+ is not in \[0, 1\)/);
});

test("masks of another shape are refused", () => {
  const graph = new Graph();
  const x = graph.input("x", "float32", [2, 3]);
  const row = graph.input("row", "float32", [3]);
  expect(() => dropout(x, row)).toThrow(/the mask \[3\] does not have the shape \[2, 3\]/);
  expect(() => dropPath(x, row)).toThrow(/the mask \[3\] needs one element for each of 2 samples/);
});
