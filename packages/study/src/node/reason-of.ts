import { messageOf } from "../errors.ts";

/** "no such file", "permission denied": the reason of a failed file operation without code and path. */
export function reasonOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const known: Record<string, string> = {
    ENOENT: "no such file",
    EEXIST: "a part of the path is not a folder",
    EACCES: "permission denied",
    EISDIR: "it is a folder",
    ENOTDIR: "a part of the path is not a folder",
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    EMFILE: "too many open files",
  };
  return known[code] ?? messageOf(error);
}
