import { expect, test } from "vitest";
import { prefetched } from "./prefetch.ts";

test("results come in order, and the next ones are begun before they are asked for", async () => {
  const begun: number[] = [];
  const make = async (index: number): Promise<number> => {
    begun.push(index);
    // Later ones finish sooner.
    await new Promise((done) => setTimeout(done, 8 - index));
    return index;
  };
  const seen: number[] = [];
  for await (const value of prefetched(make, { from: 2, count: 7, ahead: 2 })) {
    seen.push(value);
    expect(begun).toHaveLength(Math.min(seen.length + 2, 5));
  }
  expect(seen).toEqual([2, 3, 4, 5, 6]);
});

test("an error is thrown in its turn and not before, and nothing is made that was not needed", async () => {
  const seen: number[] = [];
  const make = async (index: number): Promise<number> => {
    if (index === 2) throw new Error("no crop");
    return index;
  };
  const run = async () => {
    for await (const value of prefetched(make, { from: 0, count: 9, ahead: 3 })) seen.push(value);
  };
  await expect(run()).rejects.toThrow("no crop");
  expect(seen).toEqual([0, 1]);
});
