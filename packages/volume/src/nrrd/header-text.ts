import { strFromU8 } from "fflate";
import { VolumeError } from "../volume.ts";
import { nrrdError } from "./nrrd-error.ts";

const LONGEST_HEADER = 2 ** 20;
const NEWLINE = 10;

/** The fields of a NRRD header as written, and where the header ends. */
export interface NrrdText {
  /** By name, in lower case without blanks: `spacedirections`. */
  readonly fields: ReadonlyMap<string, string>;
  /** The lines after `data file: LIST`. */
  readonly list: readonly string[];
  /** Where the attached data begin; the file's length if it is only a header. */
  readonly dataOffset: number;
}

/** Every field of the definition, so that a misspelt or damaged one is not passed over. */
const known = new Set(
  (
    "content number type dimension space spacedimension blocksize sizes spacings thicknesses axismins axismaxs spacedirections " +
    "centers centerings kinds labels units min max oldmin oldmax endian encoding lineskip byteskip sampleunits spaceunits " +
    "spaceorigin measurementframe datafile"
  ).split(" "),
);

/** Whether a file begins like a NRRD file or a detached NRRD header. */
export function isNrrd(bytes: Uint8Array): boolean {
  return /^NRRD00(?:0[1-5]|\.01)\r?\n/.test(latin1(bytes.subarray(0, 12)));
}

/**
 * Takes a header apart: comments and `key:=value` pairs are passed over.
 *
 * @throws VolumeError `not-nrrd` or `nrrd-header`.
 */
export function readHeaderText(bytes: Uint8Array): NrrdText {
  if (!isNrrd(bytes))
    throw new VolumeError(
      "not-nrrd",
      `The file (${bytes.length} bytes) begins with ${JSON.stringify(latin1(bytes.subarray(0, 8)))}; a NRRD file begins with NRRD0001 ` +
        "to NRRD0005 on a line of its own.",
    );
  const { headerEnd, dataOffset } = findEnd(bytes);
  const lines = text(bytes.subarray(0, headerEnd)).split(/\r?\n/);
  const fields = new Map<string, string>();
  for (let n = 1; n < lines.length; n++) {
    const line = lines[n];
    if (line === "" || line.startsWith("#")) continue;
    const colon = line.indexOf(":");
    if (colon > 0 && line[colon + 1] === "=") continue;
    const name = line.slice(0, Math.max(0, colon)).toLowerCase().replaceAll(" ", "");
    if (!known.has(name))
      throw nrrdError(
        `Line ${n + 1} of the header, ${JSON.stringify(line.slice(0, 80))}, is no field, comment or key:=value pair of NRRD. Ask for an ` +
          "undamaged copy.",
      );
    if (fields.has(name)) throw nrrdError(`Line ${n + 1} of the header gives the field "${name}" a second time.`);
    const value = line.slice(colon + 1).trim();
    fields.set(name, value);
    if (name === "datafile" && /^LIST\b/.test(value))
      return { fields, list: lines.slice(n + 1).filter((l) => l !== ""), dataOffset };
  }
  return { fields, list: [], dataOffset };
}

/** A header ends with an empty line, or with the file when the data are elsewhere. */
function findEnd(bytes: Uint8Array): { headerEnd: number; dataOffset: number } {
  const most = Math.min(bytes.length, LONGEST_HEADER);
  for (let at = bytes.indexOf(NEWLINE); at >= 0 && at < most; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (bytes[at + 1] === NEWLINE) return { headerEnd: at + 1, dataOffset: at + 2 };
    if (bytes[at + 1] === 13 && bytes[at + 2] === NEWLINE) return { headerEnd: at + 1, dataOffset: at + 3 };
  }
  if (bytes.length > LONGEST_HEADER)
    throw nrrdError(`No empty line ends the header within ${LONGEST_HEADER} bytes. Ask for an undamaged copy.`);
  return { headerEnd: bytes.length, dataOffset: bytes.length };
}

function text(bytes: Uint8Array): string {
  try {
    return strFromU8(bytes);
  } catch {
    return latin1(bytes); // A comment or a name in an older encoding.
  }
}

function latin1(bytes: Uint8Array): string {
  return strFromU8(bytes, true);
}
