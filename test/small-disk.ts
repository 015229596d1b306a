import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A real file system in memory that is full when its size is used up, as a disk is. */
export interface SmallDisk {
  readonly folder: string;
  /** Another size from now on, KiB; what lies there stays. */
  resize(kib: number): Promise<void>;
  close(): void;
}

/**
 * Mounts a small disk in a name space of its own, which needs no rights on most Linux systems and is gone with this process;
 * everybody reaches its files through `/proc`.
 *
 * @param folder - where it is mounted; made.
 * @returns undefined where the system does not allow it.
 */
export async function openSmallDisk(folder: string, kib: number): Promise<SmallDisk | undefined> {
  mkdirSync(folder);
  const script = `mount -t tmpfs -o size=${kib}k tmpfs "$1" && echo done && while read size; do mount -o remount,size="$size"k "$1" && echo done; done`;
  const holder = spawn("unshare", ["--map-root-user", "--mount", "sh", "-c", script, "sh", folder], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface(holder.stdout);
  const done = async () => {
    await Promise.race([once(lines, "line"), once(lines, "close")]);
    return holder.exitCode === null;
  };
  const failed = new Promise<false>((resolve) => holder.once("error", () => resolve(false)));
  const exited = new Promise<false>((resolve) => holder.once("exit", () => resolve(false)));
  const close = () => holder.stdin.end();
  if (!(await Promise.race([done(), failed, exited]))) return undefined;
  return {
    folder: join("/proc", String(holder.pid), "root", folder),
    resize: async (size) => {
      holder.stdin.write(`${size}\n`);
      if (!(await Promise.race([done(), exited]))) throw new Error(`The disk could not become ${size} KiB large.`);
    },
    close,
  };
}
