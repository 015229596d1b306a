import { expect, test } from "vitest";
import { parseOptimiser } from "./parse-optimiser.ts";

test("names of optimisers hold their settings; what stands in brackets is a remark", () => {
  const scalarsOf = (name: string) => {
    const parsed = parseOptimiser(name);
    if (typeof parsed === "string") throw new Error(parsed);
    return Object.fromEntries(
      Object.entries(parsed.optimiser.scalars).map(([scalar, of]) => [scalar, of(parsed.rate, 1)]),
    );
  };
  // Adam's first step has the length of the rate, whatever the betas.
  expect(scalarsOf("adam lr 1e-3 betas 0.5 0.75 (remark)")["stepSize"]).toBeCloseTo(1e-3, 12);
  expect(scalarsOf("adamw lr 4e-4 betas 0.9 0.999 weightDecay 0.5 (decoupled)")["kept"]).toBeCloseTo(1 - 2e-4, 12);
  expect(scalarsOf("sgd lr 1e-2 momentum 0.9 nesterov weightDecay 1e-4")).toEqual({ rate: 0.01 });
});

test.each([
  ["adam betas 0.9 0.99", /no learning rate/],
  ["adam lr fast", /lr needs 1 numbers/],
  ["adam lr 1e-3 betas 0.9", /betas needs 2 numbers/],
  ["", /the optimiser .* is not implemented/],
])("%j cannot be read", (name, reason) => {
  expect(parseOptimiser(name)).toEqual(expect.stringMatching(reason));
});
