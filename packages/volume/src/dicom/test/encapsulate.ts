import { strToU8 } from "fflate";
import { parseDicom } from "../parse-dicom.ts";

/** How compressed frames are put into a file. */
export interface Encapsulation {
  readonly transferSyntax: string;
  /** Fragments of each frame. */
  readonly frames: readonly (readonly Uint8Array[])[];
  readonly table?: "none" | "basic" | "extended";
}

/** A native file in explicit VR little endian with its pixels replaced by compressed ones (PS3.5, A.4). */
export function encapsulate(native: Uint8Array, { transferSyntax, frames, table = "none" }: Encapsulation): Uint8Array {
  const { pixelElement } = parseDicom(native);
  if (pixelElement === undefined) throw new Error("no pixel data to replace");
  const head = withTransferSyntax(native.subarray(0, pixelElement.start - 12), transferSyntax);
  const padded = frames.map((fragments) =>
    fragments.map((bytes) => (bytes.length % 2 === 0 ? bytes : joined([bytes, new Uint8Array(1)]))),
  );
  const lengths = padded.map((fragments) => fragments.reduce((sum, { length }) => sum + 8 + length, 0));
  const offsets = lengths.map((_, frame) => lengths.slice(0, frame).reduce((sum, length) => sum + length, 0));
  const basic = table === "basic" ? new Uint8Array(Uint32Array.from(offsets).buffer) : new Uint8Array(0);
  const sizes = padded.map((fragments) => BigInt(fragments.reduce((sum, { length }) => sum + length, 0)));
  const extended =
    table === "extended"
      ? [
          long("7FE00001", "OV", new Uint8Array(BigUint64Array.from(offsets, BigInt).buffer)),
          long("7FE00002", "OV", new Uint8Array(BigUint64Array.from(sizes).buffer)),
        ]
      : [];
  return joined([
    head,
    ...extended,
    long("7FE00010", "OB", new Uint8Array(0), 0xffffffff),
    item(basic),
    ...padded.flat().map(item),
    Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0),
  ]);
}

/** Replaces the UID in the file meta group, whose length changes with it. */
function withTransferSyntax(head: Uint8Array, uid: string): Uint8Array {
  const text = strToU8(uid.length % 2 === 0 ? uid : `${uid}\0`);
  const at = head.findIndex(
    (byte, n) => byte === 2 && head[n + 1] === 0 && head[n + 2] === 0x10 && head[n + 3] === 0 && head[n + 4] === 0x55,
  );
  const old = new DataView(head.buffer, head.byteOffset).getUint16(at + 6, true);
  const whole = joined([head.subarray(0, at + 8), text, head.subarray(at + 8 + old)]);
  const view = new DataView(whole.buffer);
  view.setUint16(at + 6, text.length, true);
  view.setUint32(140, view.getUint32(140, true) + text.length - old, true);
  return whole;
}

function long(tag: string, vr: string, bytes: Uint8Array, length = bytes.length): Uint8Array {
  const whole = new Uint8Array(12 + bytes.length);
  const view = new DataView(whole.buffer);
  view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), true);
  view.setUint16(2, Number.parseInt(tag.slice(4), 16), true);
  whole.set(strToU8(vr), 4);
  view.setUint32(8, length, true);
  whole.set(bytes, 12);
  return whole;
}

function item(bytes: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0);
  new DataView(head.buffer).setUint32(4, bytes.length, true);
  return joined([head, bytes]);
}

/** Bytes one behind the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
