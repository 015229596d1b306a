import { normalCdf, normalQuantile, normalSurvival } from "@hilum/numeric";
import { rates } from "./confusion.ts";
import { referenceSuite } from "./test/reference.ts";
import { wilsonInterval } from "./wilson-interval.ts";

referenceSuite("tests", {
  confusion: { cases: 5, of: (counts) => ({ ...rates(counts) }) },
  wilsonInterval: {
    cases: 10,
    of({ successes, n, level }) {
      const { lower, upper } = wilsonInterval(successes, n, { level });
      return { low: lower, high: upper };
    },
  },
  distribution: {
    cases: 5,
    where: ({ name }) => name === "normal",
    of({ parameters: { mean, sd }, x }) {
      const z = (x - mean) / sd;
      return { cdf: normalCdf(z), survival: normalSurvival(z) };
    },
  },
  quantile: {
    cases: 5,
    where: ({ name }) => name === "normal",
    of: ({ parameters: { mean, sd }, p }) => ({ x: mean + sd * normalQuantile(p) }),
  },
});

// Table 2 of the publication: all 27 rows follow from whole counts.
referenceSuite("published", { confusion: { cases: 27, of: (counts) => ({ ...rates(counts) }) } });
