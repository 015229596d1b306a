import { afterEach, expect, test, vi } from "vitest";
import { consoleProgress } from "./console.ts";

const { isTTY, columns } = process.stderr;
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(process.stderr, { isTTY, columns });
});

/** What is written to standard error while two networks are trained. */
function shownOn(stream: { isTTY: boolean; columns: number | undefined }): string {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  Object.assign(process.stderr, stream);
  const progress = consoleProgress({});
  progress.start("networks", 6);
  progress.note?.("fusion, seed 5, refit", "epoch 1 of 16, loss 0.693");
  progress.note?.("fusion, seed 6, refit", "epoch 2 of 16, loss 0.512");
  progress.end();
  return write.mock.calls.map(([text]) => String(text)).join("");
}

test("on a terminal a line that renews itself is never wider than the terminal, which would wrap it", () => {
  const text = shownOn({ isTTY: true, columns: 60 });
  const lines = text.split(/[\r\n]+/).map((line) => line.replace("\u001B[2K", ""));
  expect(Math.max(...lines.map((line) => line.length))).toBe(59);
  expect(text).toContain("networks: 0 of 6, 0 s | fusion, seed 5, refit: epoch 1 of");
});

test("off a terminal each network at work has a line of its own", () => {
  const lines = shownOn({ isTTY: false, columns: undefined }).trimEnd().split("\n");
  expect(lines).toEqual([
    "networks: 0 of 6, 0 s",
    "  fusion, seed 5, refit: epoch 1 of 16, loss 0.693",
    "  fusion, seed 6, refit: epoch 2 of 16, loss 0.512",
  ]);
});
