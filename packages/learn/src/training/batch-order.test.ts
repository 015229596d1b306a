import * as fc from "fast-check";
import { expect, test } from "vitest";
import { batchCount, batchOrder } from "./batch-order.ts";

const sizes = { count: fc.integer({ min: 1, max: 60 }), batch: fc.integer({ min: 1, max: 20 }), epoch: fc.nat(9) };

test("wrapped: full batches, every case at least once, none a second time before all had their turn", () => {
  fc.assert(
    fc.property(fc.record(sizes), ({ count, batch, epoch }) => {
      const batches = batchOrder(count, { seed: 1, epoch, batch, last: "wrap" });
      expect(batches).toHaveLength(batchCount(count, batch, "wrap"));
      expect(batches.every((draws) => draws.length === batch)).toBe(true);
      const draws = batches.flat();
      for (const turn of new Set(draws.map((draw) => draw.turn))) {
        const own = draws.filter((draw) => draw.turn === turn).map(({ index }) => index);
        expect(new Set(own).size).toBe(own.length);
      }
      expect(new Set(draws.map(({ index }) => index)).size).toBe(count);
    }),
  );
});

test("dropped: no case twice, unless there are fewer than a batch", () => {
  fc.assert(
    fc.property(fc.record(sizes), ({ count, batch, epoch }) => {
      const draws = batchOrder(count, { seed: 1, epoch, batch, last: "drop" }).flat();
      expect(draws).toHaveLength(Math.max(1, Math.floor(count / batch)) * batch);
      if (count >= batch) expect(new Set(draws.map(({ index }) => index)).size).toBe(draws.length);
    }),
  );
});

test("seed, epoch and name each give another order, and the same ones the same", () => {
  const order = (seed: number, epoch: number, name?: string): string =>
    JSON.stringify(batchOrder(20, { seed, epoch, batch: 4, last: "wrap", ...(name !== undefined && { name }) }));
  expect(order(1, 0)).toBe(order(1, 0));
  expect(new Set([order(1, 0), order(2, 0), order(1, 1), order(1, 0, "other")]).size).toBe(4);
});
