import { expect, test } from "vitest";
import { randomStream } from "./random-stream.ts";

test("the same names give the same numbers, other names others", () => {
  const draw = (...names: (string | number)[]) => {
    const stream = randomStream(...names);
    return Array.from({ length: 5 }, () => stream.uniform());
  };
  expect(draw(5, "fold", 1)).toEqual(draw(5, "fold", 1));
  expect(draw(5, "fold", 1)).not.toEqual(draw(5, "fold", 2));
  expect(draw("a", "b")).not.toEqual(draw("ab"));
  expect(draw(1)).not.toEqual(draw("1"));
});

test("a stream's numbers never change: runs of years ago stay reproducible", () => {
  const stream = randomStream(5, "pinned");
  expect([stream.integer(1e9), stream.integer(1e9), stream.integer(1e9)]).toMatchInlineSnapshot(`
    [
      388255689,
      212387469,
      492248027,
    ]
  `);
});

test("uniform and normal numbers have their moments", () => {
  const stream = randomStream("moments");
  const n = 200_000;
  let uniform = 0;
  let normal = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    uniform += stream.uniform();
    const z = stream.normal();
    normal += z;
    square += z * z;
  }
  // Five standard errors each: 0.2887/sqrt(n), 1/sqrt(n), sqrt(2/n).
  expect(Math.abs(uniform / n - 0.5)).toBeLessThan((5 * 0.2887) / Math.sqrt(n));
  expect(Math.abs(normal / n)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(square / n - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
});

test("a shuffle keeps every item and leaves its input alone", () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const shuffled = randomStream("shuffle").shuffled(items);
  expect(shuffled).not.toEqual(items);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
});
