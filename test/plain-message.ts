import { expect } from "vitest";

const forProgrammers =
  /\b\w*Error\b|\bat .+[:(].+:\d+|node:internal|\.[cm]?[jt]s:\d+|\bE[A-Z]{4,}\b:|undefined|\[object |Internal error/;

/** What a person reads: no stack, no JavaScript error name, no system code, and not a page long. */
export function expectPlainMessage(message: string): void {
  expect(message).not.toMatch(forProgrammers);
  expect(message.length).toBeLessThan(5000);
}
