import { readDicomSeries } from "@hilum/volume/dicom";
import type { WasmCodec } from "@hilum/volume/dicom";
import { nodeWasm } from "@hilum/volume/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encapsulate } from "../../packages/volume/src/dicom/test/encapsulate.ts";
import { encodeFrame } from "../../packages/volume/src/dicom/test/encode-frame.ts";
import { encodeLosslessJpeg } from "../../packages/volume/src/dicom/test/lossless-jpeg-encoder.ts";
import { makeSlice, pixelBytes } from "../../packages/volume/src/dicom/test/make-slice.ts";
import { chromiumPath, chromiumTitle } from "./chromium.ts";
import { openBrowser, type OpenBrowser } from "./open-browser.ts";
import type { PlainVolume } from "./page/read-dicom.ts";

const minute = 60_000;
const codecs: readonly WasmCodec[] = ["charls", "openjpeg", "openjph", "libjpeg-turbo"];
const shape = { rows: 48, columns: 40, allocated: 16, stored: 12 } as const;

/** Transfer syntaxes of the compressed formats, and how the test compresses a slice for them. */
const formats = {
  "JPEG lossless": { uid: "1.2.840.10008.1.2.4.70", encode: losslessJpeg },
  "JPEG-LS": { uid: "1.2.840.10008.1.2.4.80", encode: by("jpeg-ls") },
  "JPEG 2000": { uid: "1.2.840.10008.1.2.4.90", encode: by("jpeg-2000") },
  HTJ2K: { uid: "1.2.840.10008.1.2.4.201", encode: by("htj2k") },
} as const;

function losslessJpeg(size: typeof shape, pixels: Uint8Array): Uint8Array {
  return encodeLosslessJpeg({ ...size, precision: 12, predictor: 1, samples: new Uint16Array(pixels.buffer) });
}

function by(format: "jpeg-ls" | "jpeg-2000" | "htj2k") {
  return (size: typeof shape, pixels: Uint8Array) => encodeFrame(format, size, pixels);
}

/** Three slices of one series. */
async function series({ uid, encode }: (typeof formats)[keyof typeof formats]): Promise<Uint8Array[]> {
  return Promise.all(
    [1, 2, 3].map(async (instance) => {
      const facts = { ...shape, instance, position: [-10, -20, 2 * instance] as const };
      const frame = await encode(shape, pixelBytes(facts));
      return encapsulate(makeSlice(facts), { transferSyntax: uid, frames: [[frame]] });
    }),
  );
}

describe.skipIf(!chromiumPath)(chromiumTitle("compressed DICOM series in headless Chromium"), () => {
  let browser: OpenBrowser;
  const files = new Map<string, Uint8Array[]>();
  beforeAll(async () => {
    const pages: Record<string, Uint8Array> = {};
    for (const codec of codecs) pages[`/codecs/${codec}.wasm`] = await nodeWasm(codec);
    for (const [name, format] of Object.entries(formats)) {
      const own = await series(format);
      files.set(name, own);
      own.forEach((bytes, n) => (pages[`/dicom/${format.uid}/${n}`] = bytes));
    }
    browser = await openBrowser(pages);
  }, minute);
  afterAll(() => browser.close(), minute);

  test.each(Object.entries(formats))("%s: every voxel as in Node", { timeout: minute }, async (name, { uid }) => {
    const here = await readDicomSeries(files.get(name)!, { wasm: nodeWasm });
    const page = await browser.page(1);
    const there = await page.call<PlainVolume>(
      "readDicom",
      [0, 1, 2].map((n) => `/dicom/${uid}/${n}`),
    );
    expect(there.grid).toEqual(here.grid);
    expect(there.voxels).toEqual(Array.from(here.data));
    expect(new Set(there.voxels).size).toBeGreaterThan(100);
  });

  test("nothing is fetched from elsewhere", () => {
    expect(browser.foreign).toEqual([]);
  });
});
