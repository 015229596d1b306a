import { VolumeError } from "../volume.ts";

/** Gives the content of a data file that lies beside its header; the name is relative to the header's folder. */
export type Detached = (name: string) => Uint8Array;

/**
 * Inflates a gzip or zlib stream to at most `length` bytes, faster than the portable code; `undefined` where the stream is damaged or goes on
 * after its end, so that the portable code gives its verdict.
 */
export type Inflate = (compressed: Uint8Array, length: number) => Uint8Array | undefined;

const LONGEST_NAME = 1000;
const MOST_FILES = 65_536;

/**
 * The name of a data file, after a check that it stays in the header's own folder or below it. A header is somebody else's text:
 * it must not choose which files of this machine are read.
 *
 * @throws VolumeError `bad-data-file` for absolute paths, drives, "..", backslashes, colons and control characters.
 */
function dataFileName(written: string): string {
  const wrong = nameRules.find(({ broken }) => broken(written));
  if (wrong !== undefined)
    throw new VolumeError(
      "bad-data-file",
      `The header names the data file ${JSON.stringify(written.slice(0, 80))}: ${wrong.why}. Put the data file beside the header and ` +
        "write its plain name there.",
    );
  return written
    .split("/")
    .filter((part) => part !== ".")
    .join("/");
}

const nameRules: readonly { readonly why: string; readonly broken: (name: string) => boolean }[] = [
  { why: `it has more than ${LONGEST_NAME} characters`, broken: (name) => name.length > LONGEST_NAME },
  { why: "it is an absolute path", broken: (name) => name.startsWith("/") },
  { why: 'it leaves the folder of the header ("..")', broken: (name) => name.split("/").includes("..") },
  { why: "it has a backslash or a colon, which some systems take for a path", broken: (name) => /[\\:]/.test(name) },
  { why: "it has a control character", broken: hasControlCharacter },
  { why: "a part of it is empty", broken: (name) => name.split("/").includes("") || /^(?:\.\/)*\.?$/.test(name) },
];

/**
 * The data files that a header names: one name, a list of names (`LIST`), or a pattern `name%03d.raw FIRST LAST [STEP]` as both formats have it.
 *
 * @throws VolumeError `bad-data-file`.
 */
export function dataFileNames(written: string, list: readonly string[]): string[] {
  if (/^LIST\b/.test(written)) return list.map(dataFileName);
  // What is too long is refused as a name, before the pattern could take long over it.
  const pattern =
    written.length > LONGEST_NAME
      ? null
      : /^(\S*%\d*d\S*)\s+(-?\d+)\s+(-?\d+)(?:\s+(-?\d+))?(?:\s+\d+)?$/.exec(written);
  if (pattern === null) return [dataFileName(written)];
  return patternNames(pattern[1], Number(pattern[2]), Number(pattern[3]), Number(pattern[4] ?? 1));
}

function hasControlCharacter(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32 || text.charCodeAt(i) === 127) return true;
  return false;
}

/**
 * The names of numbered data files: `slice%03d.raw` from `first` to `last`.
 *
 * @throws VolumeError `bad-data-file` if the pattern has another form than one %d, %4d or %04d, or the numbers lead nowhere.
 */
function patternNames(pattern: string, first: number, last: number, step: number): string[] {
  const form = /^([^%]*)%(0?)(\d{0,2})d([^%]*)$/.exec(pattern);
  const count = Math.floor((last - first) / step) + 1;
  if (form === null || ![first, last, step].every(Number.isSafeInteger) || !(count >= 1 && count <= MOST_FILES))
    throw new VolumeError(
      "bad-data-file",
      `The header names the data files ${JSON.stringify(pattern.slice(0, 80))} from ${first} to ${last} in steps of ${step}; one ` +
        `number such as %03d and 1 to ${MOST_FILES} files are needed. List the files by name instead.`,
    );
  const [, before, zero, width, after] = form;
  return Array.from({ length: count }, (_, n) => {
    const number = first + n * step;
    const digits = String(Math.abs(number));
    const sign = number < 0 ? "-" : "";
    const room = Number(width) - sign.length;
    return dataFileName(
      before + (zero === "0" ? sign + digits.padStart(room, "0") : (sign + digits).padStart(Number(width))) + after,
    );
  });
}

/**
 * The data in the order of the voxels: `own`, or the content of the files beside the header.
 *
 * @throws VolumeError `no-data-file` if files are needed and nobody gives them.
 */
export function dataParts(
  own: Uint8Array,
  names: readonly string[] | undefined,
  detached: Detached | undefined,
): readonly Uint8Array[] {
  if (names === undefined) return [own];
  if (detached === undefined)
    throw new VolumeError(
      "no-data-file",
      `This is only a header; the voxels are in ${names.length} other file${names.length === 1 ? "" : "s"} (${names
        .slice(0, 3)
        .join(", ")}${names.length > 3 ? ", …" : ""}). Hand these in too, or save the image as one file.`,
    );
  return names.map(detached);
}

/** How many voxels each of the data files holds. */
export function voxelsPerFile(voxels: number, names: readonly string[] | undefined): number {
  const files = names?.length ?? 1;
  if (files === 0 || files > MOST_FILES || voxels % files !== 0)
    throw new VolumeError(
      "bad-data-file",
      `The header names ${files} data files for ${voxels} voxels; 1 to ${MOST_FILES} files with the same number of voxels are needed.`,
    );
  return voxels / files;
}
