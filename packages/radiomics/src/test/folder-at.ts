import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { ReferenceFolder } from "@hilum/numeric/conformance";

/** A folder on disk as conformance suites read it. */
export const folderAt = (root: string): ReferenceFolder => ({
  names: async (folder) => (existsSync(`${root}/${folder}`) ? readdirSync(`${root}/${folder}`).sort() : []),
  text: async (path) => readFileSync(`${root}/${path}`, "utf8"),
  bytes: async (path) => new Uint8Array(readFileSync(`${root}/${path}`)),
});
