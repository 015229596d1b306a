import { describe, expect, test } from "vitest";
import { nodeWasm } from "../node/index.ts";
import { parseDicom, readDicomSeries } from "./index.ts";
import type { SliceFacts } from "./test/make-slice.ts";
import { makeSlice } from "./test/make-slice.ts";
import { hasProgram, withProgram } from "./test/programs.ts";
import type { Rewriter } from "./test/transfer-syntaxes.ts";
import { predictors, rewriters } from "./test/transfer-syntaxes.ts";

/** Every way of storing a pixel, in slices that are not square. */
const kinds: Readonly<Record<string, Partial<SliceFacts>>> = {
  "16 bits": {},
  "16 bits, signed": { signed: true },
  "12 of 16 bits, with a slope": { stored: 12, slope: 0.5, intercept: -1000 },
  "12 of 16 bits, signed": { stored: 12, signed: true },
  "8 bits": { allocated: 8, intercept: 0 },
};

describe.concurrent.each(rewriters)("$name", (rewriter) => {
  const { program, unsignedOnly = false } = rewriter;
  const suited = Object.entries(kinds).filter(([, { signed = false }]) => !(signed && unsignedOnly));
  test.skipIf(program && !hasProgram(program)).each(suited)(withProgram(program, "%s"), (_kind, facts) =>
    expectSameVoxels(rewriter, facts),
  );
});

describe.concurrent.each(predictors)("$name", (rewriter) => {
  test.skipIf(!hasProgram("dcmcjpeg"))(withProgram("dcmcjpeg", "12 of 16 bits, signed"), () =>
    expectSameVoxels(rewriter, { stored: 12, signed: true }),
  );
});

async function expectSameVoxels({ rewrite, uid }: Rewriter, facts: Partial<SliceFacts>): Promise<void> {
  const native = makeSlice({ rows: 42, columns: 37, ...facts });
  const rewritten = await rewrite(native);
  expect(parseDicom(rewritten).transferSyntax).toBe(uid);
  const got = await readDicomSeries([rewritten], { wasm: nodeWasm });
  const want = await readDicomSeries([native], { wasm: nodeWasm });
  expect(got.grid).toEqual(want.grid);
  expect(got.data).toEqual(want.data);
  expect(new Set(want.data).size).toBeGreaterThan(100);
}
