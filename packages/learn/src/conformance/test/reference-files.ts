import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReferenceFolder } from "@hilum/numeric/conformance";

const repository = fileURLToPath(new URL("../../../../..", import.meta.url));
const data = process.env["HILUM_DATA"] ?? join(repository, "..", "shared", "data");
const root = join(data, "..", "reference");

/** Whether the reference values of networks are there: beside HILUM_DATA, or in `shared` beside the repository. */
export const referencesFound = existsSync(join(root, "nn"));

/** A title for tests that need the references. */
export const titled = (title: string): string => (referencesFound ? title : `${title} (skipped: HILUM_DATA not found)`);

/** The reference folder on this machine. */
export const references: ReferenceFolder = {
  names: async (folder) => (existsSync(join(root, folder)) ? readdirSync(join(root, folder)).sort() : []),
  text: async (path) => readFileSync(join(root, path), "utf8"),
  bytes: async (path) => new Uint8Array(readFileSync(join(root, path))),
};

/** A folder of documents made here, under `nn`. */
export function folderOf(documents: Readonly<Record<string, unknown>>): ReferenceFolder {
  const text = (path: string): string => {
    const document = documents[path.replace("nn/", "")];
    return typeof document === "string" ? document : JSON.stringify(document);
  };
  return {
    names: async (folder) => (folder === "nn" ? Object.keys(documents) : []),
    text: async (path) => text(path),
    bytes: async (path) => Uint8Array.from(text(path), (character) => character.charCodeAt(0)),
  };
}
