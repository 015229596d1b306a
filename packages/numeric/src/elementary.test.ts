import { describe, expect, test } from "vitest";
import { cbrt, cos, exp, log, log2, sin } from "./elementary.ts";

/** Arguments and values to the nearest double, from mpmath with 200 bits. */
const references: readonly {
  readonly name: string;
  readonly of: (x: number) => number;
  readonly builtIn: (x: number) => number;
  readonly table: readonly (readonly [number, number])[];
}[] = [
  {
    name: "exp",
    of: exp,
    builtIn: Math.exp,
    table: [
      [-745.0, 5e-324],
      [-40.25, 3.3086216207858244e-18],
      [-1.0, 0.36787944117144233],
      [-0.3, 0.7408182206817179],
      [1e-9, 1.000000001],
      [0.7, 2.0137527074704766],
      [20.7, 977002725.8269073],
      [709.75, 1.7398368732641605e308],
    ],
  },
  {
    name: "log",
    of: log,
    builtIn: Math.log,
    table: [
      [5e-324, -744.4400719213812],
      [1e-300, -690.7755278982137],
      [0.1, -2.3025850929940455],
      [0.999999, -1.000000500029089e-6],
      [1.0000001, 9.999999505838704e-8],
      [2.5, 0.9162907318741551],
      [1000.5, 6.908255154023788],
      [1.7e308, 709.7268368932282],
    ],
  },
  {
    name: "log2",
    of: log2,
    builtIn: Math.log2,
    table: [
      [5e-324, -1074.0],
      [1e-5, -16.609640474436812],
      [0.3, -1.7369655941662063],
      [0.75, -0.4150374992788438],
      [1.0000001, 1.4426949695965583e-7],
      [3.0, 1.584962500721156],
      [1000.5, 9.966505451905741],
      [1e300, 996.5784284662087],
    ],
  },
  {
    name: "sin",
    of: sin,
    builtIn: Math.sin,
    table: [
      [-99999.5, -0.5104916150747798],
      [-3.5, 0.35078322768961984],
      [-1e-8, -1e-8],
      [0.5, 0.479425538604203],
      [Math.PI, 1.2246467991473532e-16],
      [10.25, -0.7346984304047954],
      [314.1592653589793, 1.964386723728472e-15],
      [77777.125, -0.656127013715375],
    ],
  },
  {
    name: "cos",
    of: cos,
    builtIn: Math.cos,
    table: [
      [-99999.5, -0.8598827309222711],
      [-3.5, -0.9364566872907963],
      [-1e-8, 1.0],
      [0.5, 0.8775825618903728],
      [Math.PI / 2, 6.123233995736766e-17],
      [10.25, -0.6783938504738453],
      [314.1592653589793, 1.0],
      [77777.125, -0.7546504766267257],
    ],
  },
  {
    name: "cbrt",
    of: cbrt,
    builtIn: Math.cbrt,
    table: [
      [-27.0, -3.0],
      [-2.0, -1.2599210498948732],
      [1e-300, 1e-100],
      [0.001, 0.1],
      [0.5, 0.7937005259840998],
      [3.0, 1.4422495703074083],
      [36.75, 3.324699880575488],
      [1e300, 1e100],
    ],
  },
];

/** Units in the last place between two doubles. */
function unitsApart(a: number, b: number): number {
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer);
  return Math.abs(Number(bits[0] - bits[1]));
}

describe.each(references)("$name", ({ of, builtIn, table }) => {
  test.each(table)("of %d is %d to one unit in the last place", (x, value) => {
    expect(unitsApart(of(x), value)).toBeLessThanOrEqual(1);
  });

  test("is within two units of the engine's, wherever that is", () => {
    for (let n = 1; n < 4000; n++) {
      const x = n / 97;
      expect(unitsApart(of(x), builtIn(x)), String(x)).toBeLessThanOrEqual(2);
    }
  });
});

test("ends of the range are those of Math", () => {
  const ends = [0, -0, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  for (const x of ends) {
    expect([exp(x), log(x), log2(x), cbrt(x)], String(x)).toEqual([
      Math.exp(x),
      Math.log(x),
      Math.log2(x),
      Math.cbrt(x),
    ]);
  }
  expect([exp(710), exp(-746), sin(0), cos(0)]).toEqual([Number.POSITIVE_INFINITY, 0, 0, 1]);
});

test("the logarithm to base 2 of a power of 2 is exact", () => {
  for (let k = -1074; k < 1024; k++) expect(log2(2 ** k)).toBe(k);
});
