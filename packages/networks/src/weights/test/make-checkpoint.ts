import { zipSync } from "fflate";

/** Bytes written as text of the characters 0 to 255, the way pickles are written in these tests. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Bytes one after another. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A storage in the legacy stream: its element count, then its bytes. */
export function legacyStorage(count: number, bytes: Uint8Array): Uint8Array {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setBigInt64(0, BigInt(count), true);
  return joined(head, bytes);
}

/** A legacy checkpoint around the pickle of an object, given as text; `keys` are the storages' names, one character each. */
export function legacyCheckpoint(object: string, keys = "", storages: readonly Uint8Array[] = []): Uint8Array {
  const magic = "\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.";
  const system = "\x80\x02}X\x0d\x00\x00\x00little_endian\x88s.";
  const keyList = `\x80\x02](${Array.from(keys, (key) => `X\x01\x00\x00\x00${key}`).join("")}e.`;
  return joined(latin1(`${magic}\x80\x02M\xe9\x03.${system}${object}${keyList}`), ...storages);
}

/** A zip checkpoint around the pickle of an object; `records` are further records such as `data/0`. */
export function zipCheckpoint(
  object: string | Uint8Array,
  records: Readonly<Record<string, Uint8Array>> = {},
  level: 0 | 9 = 0,
): Uint8Array {
  const pickle = typeof object === "string" ? latin1(object) : object;
  const named = Object.entries(records).map(([name, bytes]) => [`archive/${name}`, bytes]);
  return zipSync({ "archive/data.pkl": pickle, ...Object.fromEntries(named) }, { level, mtime: "1980-01-01" });
}

/** The pickle of a float32 tensor over storage `0` of `count` elements; sizes are pickled integers as text, such as `K\x02`. */
export function tensorPickle(count: string, offset: string, shape: string, stride: string): string {
  const storage = `(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpu${count}NtQ`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${offset}(${shape}t(${stride}t\x89}tR`;
}
