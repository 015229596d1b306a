import * as fc from "fast-check";
import { expect, test } from "vitest";
import { assign } from "./assign.ts";
import { matchNearest } from "./match-nearest.ts";
import { matchOptimal } from "./match-optimal.ts";
import { standardisedMeanDifference } from "./standardised-mean-difference.ts";

const costs = fc
  .record({ rows: fc.integer({ min: 1, max: 5 }), more: fc.integer({ min: 0, max: 2 }) })
  .chain(({ rows, more }) =>
    fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: rows + more, maxLength: rows + more }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

function cheapest(cost: readonly (readonly number[])[], taken: readonly number[] = []): number {
  if (taken.length === cost.length) return 0;
  return Math.min(
    ...cost[taken.length].flatMap((c, j) => (taken.includes(j) ? [] : [c + cheapest(cost, [...taken, j])])),
  );
}

test("no assignment is cheaper, found by trying all", () => {
  fc.assert(
    fc.property(costs, (cost) => {
      const columns = assign(cost);
      expect(new Set(columns).size).toBe(cost.length);
      expect(columns.reduce((sum, j, i) => sum + cost[i][j], 0)).toBe(cheapest(cost));
    }),
  );
});

const cohort = fc
  .array(
    fc.record({
      group: fc.integer({ min: 0, max: 1 }),
      distance: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
      exact: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((members) => ({
    group: members.map(({ group }) => group),
    distance: members.map(({ distance }) => distance),
    exact: members.map(({ exact }) => exact),
  }));

test("optimal matching has at least as many pairs as nearest, and with as many no larger sum; both keep the rules", () => {
  fc.assert(
    fc.property(cohort, fc.constantFrom(undefined, 0.05, 0.3), fc.boolean(), (given, caliper, withExact) => {
      const { group, distance } = given;
      const exact = withExact ? given.exact : undefined;
      const nearest = matchNearest({ group, distance, exact, caliper });
      const optimal = matchOptimal({ group, distance, exact, caliper });
      const sum = (pairs: typeof nearest) => pairs.reduce((s, [a, b]) => s + Math.abs(distance[a] - distance[b]), 0);
      expect(optimal.length).toBeGreaterThanOrEqual(nearest.length);
      if (optimal.length === nearest.length) expect(sum(optimal)).toBeLessThanOrEqual(sum(nearest) + 1e-9);
      for (const pairs of [nearest, optimal]) {
        expect(new Set(pairs.flat()).size).toBe(2 * pairs.length);
        for (const [one, other] of pairs) {
          expect([group[one], group[other]]).toEqual([1, 0]);
          expect(Math.abs(distance[one] - distance[other])).toBeLessThanOrEqual(caliper ?? Infinity);
          if (exact) expect(exact[one]).toBe(exact[other]);
        }
      }
    }),
  );
});

test("the order of the cohort changes nothing but the numbers of its members, where distances differ", () => {
  const group = [1, 0, 0, 1, 0, 0];
  const distance = [0.9, 0.1, 0.85, 0.2, 0.25, 0.6];
  const backwards = matchOptimal({ group: group.toReversed(), distance: distance.toReversed() });
  const there = backwards.map(([a, b]) => [5 - a, 5 - b]).sort((a, b) => a[0] - b[0]);
  expect(there).toEqual(matchOptimal({ group, distance }));
});

test("equal groups differ by nothing, constant ones by all", () => {
  expect(standardisedMeanDifference([1, 2, 3], [3, 2, 1])).toBe(0);
  expect(standardisedMeanDifference([1, 1], [0, 0], "binary")).toBe(Infinity);
});
