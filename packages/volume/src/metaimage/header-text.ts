import { strFromU8 } from "fflate";
import { VolumeError } from "../volume.ts";
import { metaImageError } from "./metaimage-error.ts";

const LONGEST_HEADER = 2 ** 20;
const NEWLINE = 10;

/** The fields of a MetaImage header as written, and where the data begin. */
export interface MetaImageText {
  readonly fields: ReadonlyMap<string, string>;
  /** The lines after `ElementDataFile = LIST`. */
  readonly list: readonly string[];
  /** Where the line after `ElementDataFile` begins. */
  readonly dataOffset: number;
}

/** Whether a file begins like a MetaImage (.mha or .mhd). */
export function isMetaImage(bytes: Uint8Array): boolean {
  return /^(?:ObjectType\s*[=:]\s*Image|Comment\s*[=:]|NDims\s*[=:])/.test(strFromU8(bytes.subarray(0, 64), true));
}

/**
 * Takes a header apart. `ElementDataFile` is its last field; fields that nobody knows are kept, as MetaIO does.
 *
 * @throws VolumeError `not-metaimage` or `metaimage-header`.
 */
export function readHeaderText(bytes: Uint8Array): MetaImageText {
  if (!isMetaImage(bytes))
    throw new VolumeError(
      "not-metaimage",
      `The file (${bytes.length} bytes) begins with ${JSON.stringify(strFromU8(bytes.subarray(0, 12), true))}; a MetaImage begins with ` +
        '"ObjectType = Image" or "NDims".',
    );
  const fields = new Map<string, string>();
  let at = 0;
  for (let line = 1; at < Math.min(bytes.length, LONGEST_HEADER); line++) {
    const end = bytes.indexOf(NEWLINE, at);
    const stop = Math.min(end < 0 ? bytes.length : end, at + LONGEST_HEADER);
    const written = text(bytes.subarray(at, stop)).trim();
    at = end < 0 ? bytes.length : end + 1;
    if (written === "") continue;
    const [, key, value] = /^(\w+)\s*[=:](.*)$/.exec(written) ?? [];
    if (key === undefined)
      throw metaImageError(
        `Line ${line} of the header, ${JSON.stringify(written.slice(0, 80))}, is no "Key = value". Ask for an undamaged copy.`,
      );
    if (fields.has(key)) throw metaImageError(`Line ${line} of the header gives ${key.slice(0, 80)} a second time.`);
    fields.set(key, value.trim());
    if (key === "ElementDataFile") return { fields, list: listOf(value, bytes, at), dataOffset: at };
  }
  throw metaImageError(
    `The header (${fields.size} fields, ${Math.min(bytes.length, LONGEST_HEADER)} bytes) does not end with ElementDataFile. Ask for an ` +
      "undamaged copy.",
  );
}

function listOf(value: string, bytes: Uint8Array, from: number): string[] {
  if (!/^\s*LIST\b/.test(value)) return [];
  if (bytes.length - from > LONGEST_HEADER)
    throw metaImageError(`The list of data files has ${bytes.length - from} bytes, more than ${LONGEST_HEADER}.`);
  return text(bytes.subarray(from))
    .split(/\r?\n/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function text(bytes: Uint8Array): string {
  try {
    return strFromU8(bytes);
  } catch {
    return strFromU8(bytes, true); // A comment or a name in an older encoding.
  }
}
