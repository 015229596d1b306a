import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StudyError } from "../../errors.ts";
import { writeFileAtomic } from "../atomic-file.ts";

const pollMs = 500;
const markerOf = (cache: string): string => join(cache, "cancel");
const marker = (cache: string): Promise<string> => readFile(markerOf(cache), "utf8").catch(() => "");

/** Asks everything that works with this cache to stop. Work that begins later does not notice. */
export function requestCancel(cache: string): Promise<void> {
  return writeFileAtomic(markerOf(cache), `${randomUUID()}\n`);
}

/**
 * Does some work until it is done or somebody asks it to stop. The marker counts by its content: one that lay there before
 * the work began means nothing, and no clock is compared.
 *
 * @throws StudyError `cancelled`
 */
export async function untilCancelled<T>(cache: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const before = await marker(cache);
  const controller = new AbortController();
  const poll = setInterval(() => {
    void marker(cache).then((now) => {
      if (now === before || now === "") return;
      controller.abort(
        new StudyError("cancelled", "Stopped by hilum cancel. Nothing is lost: the same command goes on from here."),
      );
    });
  }, pollMs);
  poll.unref();
  try {
    return await Promise.race([work(controller.signal), aborted(controller.signal)]);
  } finally {
    clearInterval(poll);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    });
  });
}
