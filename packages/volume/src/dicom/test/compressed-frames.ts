import { encodeFrame } from "./encode-frame.ts";
import { encodeLosslessJpeg } from "./lossless-jpeg-encoder.ts";
import { pixelBytes } from "./make-slice.ts";

/** A frame in a compressed transfer syntax, with the slice it belongs to. */
export interface CompressedFrame {
  readonly transferSyntax: string;
  readonly bytes: Uint8Array;
  readonly facts: {
    readonly rows: number;
    readonly columns: number;
    readonly allocated: 8 | 16;
    readonly stored: number;
  };
}

const size = { rows: 24, columns: 20 } as const;
const twelve = { ...size, allocated: 16, stored: 12 } as const;

/** One small frame in every compressed transfer syntax, made without any program outside the packages. */
export async function compressedFrames(): Promise<Readonly<Record<string, CompressedFrame>>> {
  const jpeg = "1.2.840.10008.1.2.4";
  const eight = { ...size, allocated: 8, stored: 8 } as const;
  const samples = new Uint16Array(pixelBytes(twelve).buffer);
  return {
    rle: { transferSyntax: "1.2.840.10008.1.2.5", bytes: encodeRle(samples), facts: twelve },
    "jpeg-lossless": {
      transferSyntax: `${jpeg}.70`,
      bytes: encodeLosslessJpeg({ ...twelve, precision: 12, predictor: 1, samples }),
      facts: twelve,
    },
    "jpeg-ls": {
      transferSyntax: `${jpeg}.80`,
      bytes: await encodeFrame("jpeg-ls", twelve, pixelBytes(twelve)),
      facts: twelve,
    },
    "jpeg-2000": {
      transferSyntax: `${jpeg}.90`,
      bytes: await encodeFrame("jpeg-2000", twelve, pixelBytes(twelve)),
      facts: twelve,
    },
    htj2k: {
      transferSyntax: `${jpeg}.201`,
      bytes: await encodeFrame("htj2k", twelve, pixelBytes(twelve)),
      facts: twelve,
    },
    jpeg: { transferSyntax: `${jpeg}.50`, bytes: await encodeFrame("jpeg", eight, pixelBytes(eight)), facts: eight },
  };
}

/** Literal runs of up to 128 bytes: valid, if not small (PS3.5, G.3.1). */
function encodeRle(samples: Uint16Array): Uint8Array {
  const segments = [8, 0].map((shift) => {
    const bytes: number[] = [];
    for (let at = 0; at < samples.length; at += 128) {
      const run = samples.subarray(at, at + 128);
      bytes.push(run.length - 1, ...Array.from(run, (sample) => (sample >> shift) & 255));
    }
    return bytes.length % 2 === 0 ? bytes : [...bytes, 0x80];
  });
  const header = Uint32Array.from({ length: 16 }, (_, n) => [2, 64, 64 + segments[0].length][n] ?? 0);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...segments.flat()]);
}
