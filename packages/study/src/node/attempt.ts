import { HilumError } from "@hilum/numeric";
import { messageOf } from "../errors.ts";

/** What a task gave, or why it could not: one bad case must never stop the others. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  /** With the stable code of an error that has one. */
  | { readonly ok: false; readonly error: string; readonly code?: string };

/** Does some work and turns what it throws into a message. */
export async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: messageOf(error), ...(error instanceof HilumError && { code: error.code }) };
  }
}
