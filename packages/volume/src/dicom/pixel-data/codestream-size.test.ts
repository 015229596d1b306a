import { expect, test } from "vitest";
import { DicomError } from "../dataset.ts";
import { compressedFrames } from "../test/compressed-frames.ts";
import { checkedSize } from "./codestream-size.ts";

const frames = await compressedFrames();
const wanted = { rows: 24, columns: 20 };

test.each(["jpeg", "jpeg-lossless", "jpeg-ls", "jpeg-2000", "htj2k"])("the size of a frame in %s", (format) => {
  const precision = format === "jpeg" ? 8 : 12;
  expect(checkedSize(frames[format].bytes, wanted)).toEqual({ ...wanted, components: 1, precision });
  expect(() => checkedSize(frames[format].bytes, { rows: 24, columns: 21 })).toThrow(
    /has 20×24 pixels, the DICOM header says 21×24/,
  );
});

const hostile: readonly [string, (bytes: Uint8Array, view: DataView, part: number) => void][] = [
  ["rows that the component does not have", (bytes) => (bytes[44] = 33)],
  ["a part that ends nowhere", (_bytes, view, part) => view.setUint32(part + 6, 0xffffffff)],
  ["a part that ends too early", (_bytes, view, part) => view.setUint32(part + 6, view.getUint32(part + 6) - 2)],
  ["tiles without size", (_bytes, view) => view.setUint32(24, 0)],
  ["a tile for every pixel", (_bytes, view) => [24, 28].forEach((at) => view.setUint32(at, 1))],
];

// Some of these keep a decoder busy for ever, so that they must not reach it.
test.each(hostile)("a JPEG 2000 frame with %s is refused before decoding", (_title, change) => {
  for (const format of ["jpeg-2000", "htj2k"]) {
    const bytes = frames[format].bytes.slice();
    const part = bytes.findIndex((byte, n) => byte === 0xff && bytes[n + 1] === 0x90);
    change(bytes, new DataView(bytes.buffer), part);
    expect(() => checkedSize(bytes, wanted)).toThrow(DicomError);
  }
});
