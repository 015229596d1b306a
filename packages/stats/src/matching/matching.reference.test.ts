import { referenceSuite } from "../test/reference.ts";
import { assign } from "./assign.ts";
import { matchNearest } from "./match-nearest.ts";
import { standardisedMeanDifference } from "./standardised-mean-difference.ts";

referenceSuite("matching", {
  matchNearest: {
    cases: 4,
    of: ({ group, distance, exact, caliper }) => ({
      pairs: matchNearest(
        { group, distance, exact: exact ?? undefined, caliper: caliper ?? undefined },
        { search: "below first" },
      ),
    }),
  },
  matchOptimal: {
    cases: 3,
    of: ({ cost }) => ({ totalCost: assign(cost).reduce((sum, j, i) => sum + cost[i][j], 0) }),
  },
  standardisedMeanDifference: { cases: 6, of: ({ a, b, kind }) => ({ smd: standardisedMeanDifference(a, b, kind) }) },
});
