import { expect, test } from "vitest";
import { evaluate, labels } from "../test/evaluate.ts";
import { dice, type DiceOptions } from "./dice.ts";

const shape = [2, 3, 2, 2];
const logits = { shape, values: Array.from({ length: 24 }, (_, i) => 2 * Math.sin(1 + 3 * i)) };
const target = labels([0, 1, 2, 0, 2, 2, 1, 2], [2, 2, 2]);
const loss = async (options: DiceOptions) => (await evaluate((x, t) => dice(x, t, options), logits, target)).loss;

/** The formula of MONAI's DiceLoss, sample by sample and channel by channel. */
function byHand({ activation, background, denominator, per }: DiceOptions): number {
  const p = (n: number, c: number, v: number): number => {
    const at = (channel: number): number => logits.values[(n * 3 + channel) * 4 + v];
    if (activation === "sigmoid") return 1 / (1 + Math.exp(-at(c)));
    return Math.exp(at(c)) / (Math.exp(at(0)) + Math.exp(at(1)) + Math.exp(at(2)));
  };
  const power = denominator === "squares" ? 2 : 1;
  const losses: number[] = [];
  for (const samples of per === "batch" ? [[0, 1]] : [[0], [1]]) {
    for (let c = background === "excluded" ? 1 : 0; c < 3; c++) {
      let [overlap, total] = [0, 0];
      for (const n of samples) {
        for (let v = 0; v < 4; v++) {
          const t = target.values[n * 4 + v] === c ? 1 : 0;
          overlap += p(n, c, v) * t;
          total += p(n, c, v) ** power + t;
        }
      }
      losses.push(1 - (2 * overlap + 1e-5) / (total + 1e-5));
    }
  }
  return losses.reduce((sum, value) => sum + value) / losses.length;
}

test.each<DiceOptions>([
  { activation: "softmax" },
  { activation: "softmax", background: "excluded" },
  { activation: "sigmoid", denominator: "squares" },
  { activation: "softmax", per: "batch" },
  { activation: "sigmoid", background: "excluded", denominator: "squares", per: "batch" },
])("options %o", async (options) => {
  expect(await loss(options)).toBeCloseTo(byHand(options), 5);
});

test("a perfect segmentation costs 0, also of a class that is absent", async () => {
  const perfect = { shape: [1, 2, 4], values: [1, 1, 1, 1, 0, 0, 0, 0] };
  expect((await evaluate((x, t) => dice(x, t), perfect, labels([0, 0, 0, 0], [1, 4]))).loss).toBe(0);
});

test("a target of another shape is refused, and one channel without background", async () => {
  await expect(
    evaluate((x, t) => dice(x, t), logits, { shape: [2, 3, 4], values: new Float32Array(24) }),
  ).rejects.toThrow("float32 [2, 3, 2, 2]");
  const single = { shape: [1, 1, 4], values: [0, 0, 1, 1] };
  await expect(evaluate((x, t) => dice(x, t, { background: "excluded" }), single, single)).rejects.toThrow(
    "one channel",
  );
});
