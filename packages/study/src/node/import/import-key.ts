import { createHmac, randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { StudyError } from "../../errors.ts";
import { makeFolder } from "../make-folder.ts";
import { reasonOf } from "../reason-of.ts";

/** The secret of an import: what turns identities into names that nobody else can trace back. */
export interface ImportKey {
  readonly bytes: Uint8Array;
  /** A keyed hash in 16 hexadecimal digits: the same parts always give the same one. */
  hash(...parts: readonly string[]): string;
  /** True if the file was made just now. */
  readonly isNew: boolean;
}

const LENGTH = 32;

/**
 * The key in a file, 64 hexadecimal digits; a new random one if there is no such file. Only the owner may read it.
 *
 * @throws StudyError `import-key` if the file holds something else; `not-writable`.
 */
export async function openImportKey(path: string): Promise<ImportKey> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    if (typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT") return undefined;
    throw new StudyError("import-key", `${path}: not readable (${reasonOf(error)}).`);
  });
  if (text !== undefined && !/^[0-9a-f]{64}\s*$/.test(text))
    throw new StudyError("import-key", `${path}: holds no key (64 hexadecimal digits). Name another file with --key.`);
  const bytes = text === undefined ? await newKey(path) : Buffer.from(text.trim(), "hex");
  return {
    bytes,
    hash: (...parts) => createHmac("sha256", bytes).update(parts.join("\0")).digest("hex").slice(0, 16),
    isNew: text === undefined,
  };
}

async function newKey(path: string): Promise<Buffer> {
  const bytes = randomBytes(LENGTH);
  try {
    await makeFolder(dirname(path));
    // Never over another key: two imports that begin at once would each hold one.
    await writeFile(path, `${bytes.toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    await chmod(path, 0o600);
  } catch (error) {
    throw new StudyError("not-writable", `${path}: not writable (${reasonOf(error)}).`, { cause: error });
  }
  return bytes;
}
