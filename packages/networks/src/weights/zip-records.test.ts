import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { crc32 } from "@hilum/numeric";
import { readCheckpoint } from "./read-checkpoint.ts";
import { joined, latin1, zipCheckpoint } from "./test/make-checkpoint.ts";
import { readZipRecords } from "./zip-records.ts";

const archive = zipSync({ "a/data.pkl": latin1("\x80\x02N."), "a/data/0": latin1("1234") }, { level: 0 });

test("the checksum of the standard's example", () => {
  expect(crc32(latin1("123456789"))).toBe(0xcbf43926);
});

test("records come back as they went in", () => {
  const zip = readZipRecords(archive);
  expect(zip.names).toEqual(["a/data.pkl", "a/data/0"]);
  expect(zip.record("a/data/0")).toEqual(latin1("1234"));
  expect(zip.record("a/data/1")).toBeUndefined();
});

test("a comment behind the directory does no harm, bytes behind it are noticed", () => {
  const commented = joined(archive, latin1("abc"));
  expect(() => readZipRecords(commented)).toThrow(/do not end with/);
  commented[archive.length - 2] = 3;
  expect(readZipRecords(commented).names).toHaveLength(2);
});

describe("refused", () => {
  const directory = indexOf(archive, latin1("PK\x01\x02"));
  const changed = (change: (bytes: Uint8Array, view: DataView) => void): Uint8Array => {
    const bytes = archive.slice();
    change(bytes, new DataView(bytes.buffer));
    return bytes;
  };

  test("compressed records: nothing is inflated", () => {
    const bomb = zipCheckpoint("\x80\x02N.", { "data/0": new Uint8Array(1_000_000) }, 9);
    expect(() => readZipRecords(bomb)).toThrow(expect.objectContaining({ code: "weights-unsupported" }));
    expect(() => readZipRecords(bomb)).toThrow(/compressed/);
  });

  test.each([
    ["encrypted records", changed((b) => (b[directory + 8] |= 1)), /encrypted/],
    ["a changed byte", changed((b) => (b[indexOf(b, latin1("1234"))] ^= 1)), /checksum/],
    ["a size above the file's", changed((_, v) => setSizes(v, directory, 0x7fffffff)), /reaches its directory/],
    ["a packed size that differs", changed((_, v) => v.setUint32(directory + 20, 1, true)), /does not fit/],
    ["a header elsewhere", changed((_, v) => v.setUint32(directory + 42, 7, true)), /does not fit/],
    ["two names for one record", changed((b) => (b[directory + 46] = 0x62)), /another name/],
    ["one entry announced more", changed((b) => [8, 10].forEach((f) => b[b.length - 22 + f]++)), /entry 3 of 3/],
    ["one entry announced less", changed((b) => [8, 10].forEach((f) => b[b.length - 22 + f]--)), /too many/],
    ["zip64", changed((b) => b.fill(0xff, b.length - 14, b.length - 10)), /65,534/],
  ])("%s", (_what, bytes, words) => {
    const readAll = () => {
      const zip = readZipRecords(bytes);
      for (const name of zip.names) zip.record(name);
    };
    expect(readAll).toThrow(words);
  });

  test("two records of one name", () => {
    const bytes = zipSync({ "a/1": latin1("x"), "a/2": latin1("y") }, { level: 0 });
    for (let at = 0; at < bytes.length - 2; at++) {
      if (bytes[at] === 0x61 && bytes[at + 1] === 0x2f) bytes[at + 2] = 0x31;
    }
    expect(() => readZipRecords(bytes)).toThrow(/'a\/1' twice/);
  });

  test("records that overlap", () => {
    const headOfB = zipSync({ b: latin1("z") }, { level: 0 }).subarray(0, 32);
    const bytes = zipSync({ a: headOfB, b: latin1("z") }, { level: 0 });
    const entryOfB = [...positions(bytes, latin1("PK\x01\x02"))][1];
    // A whole record b lies inside the content of a, which begins after a's header of 30 bytes and one letter.
    new DataView(bytes.buffer).setUint32(entryOfB + 42, 31, true);
    expect(() => readZipRecords(bytes)).toThrow(/'a' and 'b' overlap/);
  });

  test.each([
    ["a big-endian checkpoint", { byteorder: latin1("big") }, /'big'/],
    ["a TorchScript program", { "constants.pkl": latin1("\x80\x02).") }, /TorchScript/],
  ])("%s", (_what, records, words) => {
    expect(() => readCheckpoint(zipCheckpoint("\x80\x02N.", records))).toThrow(words);
  });

  test("an archive that is no checkpoint", () => {
    expect(() => readCheckpoint(zipSync({ "word/document.xml": latin1("<x/>") }, { level: 0 }))).toThrow(
      /0 records NAME\/data\.pkl/,
    );
    const two = { "a/data.pkl": latin1("\x80\x02N."), "b/data.pkl": latin1("\x80\x02N.") };
    expect(() => readCheckpoint(zipSync(two, { level: 0 }))).toThrow(/2 records/);
  });
});

test("a little-endian byteorder record is fine", () => {
  expect(readCheckpoint(zipCheckpoint("\x80\x02N.", { byteorder: latin1("little") })).value).toBeNull();
});

function setSizes(view: DataView, entry: number, size: number): void {
  view.setUint32(entry + 20, size, true);
  view.setUint32(entry + 24, size, true);
}

function* positions(bytes: Uint8Array, part: Uint8Array): Generator<number> {
  for (let at = 0; at + part.length <= bytes.length; at++) {
    if (part.every((byte, i) => bytes[at + i] === byte)) yield at;
  }
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  for (const at of positions(bytes, part)) return at;
  throw new Error("not found");
}
