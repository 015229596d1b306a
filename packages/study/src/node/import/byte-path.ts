/**
 * A path as the bytes that the file system holds, one character each: names that are no UTF-8, as on old CDs, stay openable, and a
 * hundred thousand paths stay small.
 */
export type BytePath = string;

export function bytePath(path: string): BytePath {
  return Buffer.from(path, "utf8").toString("latin1");
}

/** For calls of `node:fs`. */
export function openable(path: BytePath): Buffer {
  return Buffer.from(path, "latin1");
}

/** For people. */
export function shownPath(path: BytePath): string {
  return openable(path).toString("utf8");
}
