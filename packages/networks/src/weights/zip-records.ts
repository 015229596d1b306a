import { crc32 } from "@hilum/numeric";
import { quoted } from "./describe-value.ts";
import { decodeUtf8 } from "./utf8.ts";
import { damaged, unsupported } from "./weights-refusals.ts";

/** The files in a zip archive that was written without compression. */
export interface ZipRecords {
  readonly names: readonly string[];
  /** A record's bytes (a view of the archive), its checksum verified; undefined if there is no such record. */
  record(name: string): Uint8Array | undefined;
}

interface Entry {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly crc: number;
}

const END = { signature: 0x06054b50, bytes: 22, longestComment: 0xffff };
const CENTRAL = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };

/**
 * The records of a zip archive, read from its central directory, which is strictly checked: only stored (uncompressed) records,
 * no two of one name, none overlapping another or reaching out of the file. So nothing here can be larger than the file.
 *
 * @throws NetworkError `weights-damaged`, `weights-unsupported` (compressed, encrypted or zip64).
 * @see PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4
 */
export function readZipRecords(bytes: Uint8Array): ZipRecords {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const directory = findDirectory(view);
  const entries = new Map<string, Entry>();
  let at = directory.start;
  for (let n = 0; n < directory.count; n++) {
    if (at + CENTRAL.bytes > directory.end || view.getUint32(at, true) !== CENTRAL.signature) {
      throw damaged(`entry ${n + 1} of ${directory.count} in its zip directory is broken`);
    }
    const next = at + CENTRAL.bytes + [28, 30, 32].reduce((sum, field) => sum + view.getUint16(at + field, true), 0);
    if (next > directory.end) throw damaged(`entry ${n + 1} of its zip directory leaves the directory`);
    const entry = readEntry(bytes, view, at, directory.start);
    if (entries.has(entry.name)) throw damaged(`its zip directory names ${quoted(entry.name)} twice`);
    entries.set(entry.name, entry);
    at = next;
  }
  if (at !== directory.end) throw damaged(`its zip directory has ${directory.end - at} bytes too many`);
  refuseOverlap([...entries.values()]);
  return {
    names: [...entries.keys()],
    record(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      const content = bytes.subarray(entry.start, entry.end);
      if (crc32(content) !== entry.crc) throw damaged(`the checksum of ${quoted(name)} does not fit its content`);
      return content;
    },
  };
}

function findDirectory(view: DataView): { start: number; end: number; count: number } {
  const last = view.byteLength - END.bytes;
  for (let at = last; at >= Math.max(0, last - END.longestComment); at--) {
    if (view.getUint32(at, true) !== END.signature || view.getUint16(at + 20, true) !== last - at) continue;
    const [disk, directoryDisk, onDisk, count] = [4, 6, 8, 10].map((field) => view.getUint16(at + field, true));
    const [size, start] = [12, 16].map((field) => view.getUint32(at + field, true));
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
      throw unsupported(
        "The checkpoint is a zip archive of more than 65,534 records or 4 GiB.",
        "Save the weights alone in several files, or as safetensors.",
      );
    }
    if (disk !== 0 || directoryDisk !== 0 || onDisk !== count || start + size > at) {
      throw damaged(`its zip directory (${count} records, ${size} bytes at byte ${start}) does not fit the file`);
    }
    return { start, end: start + size, count };
  }
  throw damaged(`it begins as a zip archive, but its ${view.byteLength} bytes do not end with the archive's directory`);
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, directoryStart: number): Entry {
  const [flags, method] = [8, 10].map((field) => view.getUint16(at + field, true));
  const [crc, packed, size] = [16, 20, 24].map((field) => view.getUint32(at + field, true));
  const local = view.getUint32(at + 42, true);
  const rawName = bytes.subarray(at + CENTRAL.bytes, at + CENTRAL.bytes + view.getUint16(at + 28, true));
  const name = decodeUtf8(rawName);
  if (name === undefined) throw damaged("a name in its zip directory is not UTF-8");
  if (method !== 0 || (flags & 1) !== 0) {
    throw unsupported(
      `${quoted(name)} in the checkpoint's zip archive is compressed or encrypted (method ${method}); torch.save stores it plainly.`,
      "Unpack it and write it again with torch.save.",
    );
  }
  if (packed !== size || local + LOCAL.bytes > directoryStart || view.getUint32(local, true) !== LOCAL.signature) {
    throw damaged(`the zip record ${quoted(name)} (${size} bytes, header at byte ${local}) does not fit the file`);
  }
  const nameStart = local + LOCAL.bytes;
  const start = nameStart + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + size > directoryStart)
    throw damaged(`the zip record ${quoted(name)} of ${size} bytes reaches its directory`);
  const sameName =
    view.getUint16(local + 26, true) === rawName.length && rawName.every((byte, i) => bytes[nameStart + i] === byte);
  if (!sameName) throw damaged(`the zip record ${quoted(name)} has another name in its own header`);
  return { name, start, end: start + size, crc };
}

function refuseOverlap(entries: readonly Entry[]): void {
  const inOrder = entries.toSorted((a, b) => a.start - b.start || a.end - b.end);
  for (let n = 1; n < inOrder.length; n++) {
    if (inOrder[n].start < inOrder[n - 1].end) {
      throw damaged(`the zip records ${quoted(inOrder[n - 1].name)} and ${quoted(inOrder[n].name)} overlap`);
    }
  }
}
