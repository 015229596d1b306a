import { expect, test } from "vitest";
import { formatCurves, parseCurves } from "./curves-table.ts";

const epochs = [
  { epoch: 1, rate: 2e-3, loss: 2.5, parts: { crossEntropy: 0.7, contrastive: 1.8 }, measures: { validation: 0.6 } },
  { epoch: 2, rate: 1e-3, loss: 1.5, parts: { crossEntropy: 0.5, contrastive: 1 }, measures: { validation: 0.7 } },
];

test("curves read back as they were written, but for the rate, which no figure shows", () => {
  const read = parseCurves(formatCurves(epochs), "curves.csv");
  expect(read).toEqual(epochs.map(({ rate: _rate, ...rest }) => rest));
});
