import { open, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isDicom } from "@hilum/volume/dicom";
import { isMetaImage, metaImageHeader } from "@hilum/volume/metaimage";
import { isNrrd, nrrdHeader } from "@hilum/volume/nrrd";
import { messageOf, StudyError } from "../../errors.ts";
import { contentHash } from "../content-hash.ts";
import { inParallel } from "../in-parallel.ts";
import { reasonOf } from "../reason-of.ts";

/** A file of a case: where it is, and the name under which messages speak of it (the table's own, without folders). */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

export interface StoredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The bytes of an image or mask, before they are decoded. */
export interface StoredImage {
  /** For messages. */
  readonly name: string;
  readonly format: "nifti" | "nrrd" | "metaimage" | "dicom";
  /** One file; a header and its data files, in this order; or the DICOM files of a folder, by name. */
  readonly files: readonly StoredFile[];
}

/** Enough of a file to tell whether it is DICOM. */
const HEAD_BYTES = 512;
/** More files than any series has: somebody gave the folder of a whole archive. */
const MOST_FILES = 20_000;

/**
 * Reads what lies under the path of an image or mask: a file (NIfTI, NRRD, MetaImage or DICOM, told by its content), the data files that a
 * header names, or the DICOM files of a folder (not of folders in it).
 *
 * @throws StudyError `missing-file`; `volume-file` for a folder without DICOM files.
 */
export async function readStoredImage(file: NamedFile): Promise<StoredImage> {
  if (file.name === "") throw new StudyError("missing-file", "No file is named: the cell of the table is empty.");
  const status = await stat(file.path).catch((error: unknown) => unreadable(file.name, error));
  if (status.isDirectory()) return readFolder(file);
  const own = { name: file.name, bytes: await readBytes(file) };
  const image = (format: StoredImage["format"], files: readonly StoredFile[] = [own]): StoredImage => ({
    name: file.name,
    format,
    files,
  });
  if (isDicom(own.bytes)) return image("dicom");
  const header = isNrrd(own.bytes) ? nrrdHeader : isMetaImage(own.bytes) ? metaImageHeader : undefined;
  // What is nothing else is taken for NIfTI, whose reader says what it misses.
  if (header === undefined) return image("nifti");
  const format = header === nrrdHeader ? "nrrd" : "metaimage";
  const { dataFiles } = namingErrors(file.name, () => header(own.bytes));
  const folder = dirname(file.path);
  // A header may name one file a thousand times; it is read once.
  const data = await inParallel([...new Set(dataFiles)], async (name) => ({
    name,
    bytes: await readBytes({ path: join(folder, name), name: `${name} (named by ${file.name})` }),
  }));
  return image(format, [own, ...data]);
}

async function readFolder({ path, name }: NamedFile): Promise<StoredImage> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => unreadable(name, error));
  const names = entries
    .flatMap((entry) => (entry.isDirectory() || entry.name.startsWith(".") ? [] : [entry.name]))
    .sort();
  if (names.length > MOST_FILES)
    throw new StudyError(
      "volume-file",
      `${name}: the folder holds ${names.length} files; the folder of one series is needed. hilum import takes whole archives.`,
    );
  const files = await inParallel(names, async (one) => {
    const file = join(path, one);
    return (await beginsLikeDicom(file, one)) ? [{ name: one, bytes: await readBytes({ path: file, name: one }) }] : [];
  });
  const dicom = files.flat();
  if (dicom.length > 0) return { name, format: "dicom", files: dicom };
  const folders = entries.filter((entry) => entry.isDirectory()).length;
  throw new StudyError(
    "volume-file",
    `${name}: none of the ${names.length} files of the folder is DICOM${folders > 0 ? `, and its ${folders} folders were not searched` : ""}. ` +
      "Give the folder of one series; hilum import searches a tree.",
  );
}

async function beginsLikeDicom(path: string, name: string): Promise<boolean> {
  const status = await stat(path).catch((error: unknown) => unreadable(name, error));
  if (!status.isFile()) return false;
  const file = await open(path).catch((error: unknown) => unreadable(name, error));
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return isDicom(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

async function readBytes({ path, name }: NamedFile): Promise<Uint8Array> {
  const status = await stat(path).catch((error: unknown) => unreadable(name, error));
  // A pipe or a device may never end.
  if (!status.isFile()) throw new StudyError("missing-file", `${name}: neither a file nor a folder.`);
  return readFile(path).catch((error: unknown) => unreadable(name, error));
}

function unreadable(name: string, error: unknown): never {
  throw new StudyError("missing-file", `${name}: not readable (${reasonOf(error)}).`);
}

/** What a reader refuses, with the name of the file. @throws StudyError `volume-file` */
export function namingErrors<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw namedError(name, error);
  }
}

/** The same error, naming the file. */
export function namedError(name: string, error: unknown, hint = ""): StudyError {
  return error instanceof StudyError
    ? error
    : new StudyError("volume-file", `${name}: ${messageOf(error)}${hint}`, { cause: error });
}

/** SHA-256 of the bytes; of several files the order counts, their names do not. */
export function storedHash({ files }: StoredImage): string {
  const hashes = files.map(({ bytes }) => contentHash(bytes));
  return hashes.length === 1 ? hashes[0]! : contentHash(hashes.join("\n"));
}
