import { attempt } from "./attempt.ts";
import type { Outcome } from "./attempt.ts";
import { tasks } from "./tasks.ts";
import type { Tasks } from "./tasks.ts";

/** The entry of a worker thread: one task by name. */
export default function runTask({ name, request }: { name: keyof Tasks; request: never }): Promise<Outcome<unknown>> {
  const task: (request: never) => Promise<unknown> = tasks[name];
  return attempt(() => task(request));
}
