import { messageOf } from "../errors.ts";

/** What a task gave, or why it could not: one bad case must never stop the others. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** Does some work and turns what it throws into a message. */
export async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: messageOf(error) };
  }
}
