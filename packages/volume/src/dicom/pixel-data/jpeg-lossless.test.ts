import { array, assert, integer, property, record } from "fast-check";
import { expect, test } from "vitest";
import { DicomError } from "../dataset.ts";
import { encodeLosslessJpeg } from "../test/lossless-jpeg-encoder.ts";
import { decodeJpegLossless } from "./jpeg-lossless.ts";

const frame = record({
  rows: integer({ min: 1, max: 12 }),
  columns: integer({ min: 1, max: 12 }),
  precision: integer({ min: 2, max: 16 }),
  predictor: integer({ min: 1, max: 7 }),
  restartRows: integer({ min: 0, max: 3 }),
  fill: integer({ min: 0, max: 3 }),
}).chain((facts) =>
  array(integer({ min: 0, max: 2 ** facts.precision - 1 }), {
    minLength: facts.rows * facts.columns,
    maxLength: facts.rows * facts.columns,
  }).map((samples) => ({ ...facts, samples })),
);

test("gives back every sample: all precisions and predictors, restarts, fill bytes before the end", () => {
  assert(
    property(frame, (facts) => {
      const decoded = decodeJpegLossless(encodeLosslessJpeg(facts), { ...facts, bitsAllocated: 16 });
      expect(Array.from(decoded)).toEqual(facts.samples);
    }),
  );
});

test("a fill byte before the end marker does not cost the last pixel", () => {
  // Defect of jpeg-lossless-decoder-js 2.1.2, which this decoder replaces.
  const facts = { rows: 1, columns: 3, precision: 12, predictor: 1, samples: [100, 2000, 7], fill: 1 };
  const decoded = decodeJpegLossless(encodeLosslessJpeg(facts), { ...facts, bitsAllocated: 16 });
  expect(Array.from(decoded)).toEqual([100, 2000, 7]);
});

test("a point transform drops the lowest bits", () => {
  const facts = { rows: 2, columns: 2, precision: 10, predictor: 4, pointTransform: 2, samples: [1023, 0, 513, 6] };
  const decoded = decodeJpegLossless(encodeLosslessJpeg(facts), { ...facts, bitsAllocated: 16 });
  expect(Array.from(decoded)).toEqual([1020, 0, 512, 4]);
});

test("a frame that is cut short is an error, wherever it is cut", () => {
  const samples = Array.from({ length: 90 }, (_, n) => (n * 7919) % 4096);
  const facts = { rows: 9, columns: 10, precision: 12, predictor: 6, samples };
  const bytes = encodeLosslessJpeg(facts);
  for (let length = 0; length < bytes.length - 3; length++)
    expect(
      () => decodeJpegLossless(bytes.subarray(0, length), { ...facts, bitsAllocated: 16 }),
      `${length} bytes`,
    ).toThrow(DicomError);
});
