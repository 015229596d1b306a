import { describe, expect, test } from "vitest";
import { referencesFound, referenceText, titled } from "../../graph/src/test/plain/reference-folder.ts";
import { constant, cosine, exponential, warmupCosine } from "./schedules.ts";

interface Reference {
  readonly cosineFromEpoch5: { rate: number; epochs: number; values: number[] };
  readonly warmupCosine: { rate: number; warmup: number; total: number; factors: [number, number][] };
  readonly exponential: { rate: number; gamma: number; values: number[] };
}

/** The reference prints twelve digits. */
const printed = 1e-11;

describe.skipIf(!referencesFound)(titled("schedules of the published training"), () => {
  const reference: Reference = JSON.parse(referenceText("optimisers.json"));

  test("constant for five epochs, then a cosine with a period of a hundred", () => {
    const { rate, epochs, values } = reference.cosineFromEpoch5;
    const schedule = cosine(rate, { from: 5, epochs });
    values.forEach((value, epoch) => expect(Math.abs(schedule(epoch) / value - 1)).toBeLessThan(printed));
  });

  test("warm-up and cosine", () => {
    const { rate, warmup, total, factors } = reference.warmupCosine;
    const schedule = warmupCosine(rate, { warmup, steps: total });
    // Near the end 1 + cos loses what float64 cannot hold beside 1.
    for (const [step, factor] of factors)
      expect(Math.abs(schedule(step) / rate - factor)).toBeLessThanOrEqual(printed * factor + 2 ** -52);
  });

  test("exponential", () => {
    const { rate, gamma, values } = reference.exponential;
    const schedule = exponential(rate, { factor: gamma });
    values.forEach((value, epoch) => expect(Math.abs(schedule(epoch) / value - 1)).toBeLessThan(printed));
  });
});

test("after its last step a warm-up cosine stays at 0, and a constant stays", () => {
  expect(warmupCosine(1, { warmup: 0, steps: 4 })(9)).toBe(0);
  expect(warmupCosine(1, { warmup: 0, steps: 4 })(0)).toBe(1);
  expect(warmupCosine(1, { warmup: 4, steps: 4 })(3)).toBe(0.75);
  expect(constant(0.1)(1e6)).toBe(0.1);
});

test("a schedule that cannot be meant is refused", () => {
  expect(() => cosine(1e-4, { from: 101, epochs: 100 })).toThrow("from is 101");
  expect(() => cosine(-1, { epochs: 100 })).toThrow("rate is -1");
  expect(() => warmupCosine(1, { warmup: 1.5, steps: 4 })).toThrow("warmup is 1.5");
});
