import { describe, expect, test } from "vitest";
import { length } from "../test/distance.ts";
import { evaluate, labels } from "../test/evaluate.ts";
import { crossEntropy } from "./cross-entropy.ts";

const logits = { shape: [3, 2], values: [2, -1, 0.5, 0.25, -3, 1] };

describe("labels that are no class", () => {
  test("a batch in which nothing counts costs 0 and pulls nowhere", async () => {
    const { loss, gradients } = await evaluate(
      (x, y) => crossEntropy(x, y, { labelSmoothing: 0.1 }),
      logits,
      labels([-100, -100, -100]),
    );
    expect(loss).toBe(0);
    expect(length(gradients[0])).toBe(0);
  });

  test("an ignored sample does not count, with smoothing either", async () => {
    const options = { labelSmoothing: 0.3, weights: [2, 1], ignoreIndex: -1 };
    const all = await evaluate((x, y) => crossEntropy(x, y, options), logits, labels([0, -1, 1]));
    const two = await evaluate(
      (x, y) => crossEntropy(x, y, options),
      { shape: [2, 2], values: [2, -1, -3, 1] },
      labels([0, 1]),
    );
    expect(all.loss).toBeCloseTo(two.loss, 6);
    expect(length(all.gradients[0].slice(2, 4))).toBe(0);
  });

  test.each([2, -1, 255])("a label %i, which nobody declared as missing, makes the loss NaN", async (stranger) => {
    expect((await evaluate((x, y) => crossEntropy(x, y), logits, labels([0, stranger, 1]))).loss).toBeNaN();
  });
});

test("a far too confident wrong answer costs its logit, not infinity", async () => {
  const { loss, gradients } = await evaluate(
    (x, y) => crossEntropy(x, y),
    { shape: [1, 2], values: [1000, -1000] },
    labels([1]),
  );
  expect(loss).toBe(2000);
  expect([...gradients[0]]).toEqual([1, -1]);
});

test("weights that are not one per class, labels of another shape and an impossible smoothing are refused", async () => {
  const run = (options: object, given = labels([0, 1, 1])) =>
    evaluate((x, y) => crossEntropy(x, y, options), logits, given);
  await expect(run({ weights: [1, 2, 3] })).rejects.toThrow("3 weights for 2 classes");
  await expect(run({ labelSmoothing: 1 })).rejects.toThrow("labelSmoothing is 1");
  await expect(run({}, labels([0, 1]))).rejects.toThrow(/int64 \[3\]/);
});
