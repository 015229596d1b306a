import { onTestFinished } from "vitest";

/** A program or training step that is released when the test ends. */
export function untilFinished<T extends { release(): Promise<void> }>(program: T): T {
  onTestFinished(() => program.release());
  return program;
}
