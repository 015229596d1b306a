import { gunzipSync, inflateSync } from "node:zlib";
import { z } from "zod";

const withInfo = z.object({ buffer: z.instanceof(Buffer), engine: z.object({ bytesWritten: z.number() }) });

/**
 * Inflates a whole gzip or zlib stream to at most `length` bytes by Node's own zlib, several times as fast as the portable code;
 * undefined where it is damaged, longer, or goes on after its end, so that the portable code gives its verdict.
 */
export function nodeInflate(compressed: Uint8Array, length: number): Uint8Array | undefined {
  const inflate = compressed[0] === 0x1f && compressed[1] === 0x8b ? gunzipSync : inflateSync;
  try {
    // With `info`, which the types do not know, the result says how much of the input it was made from.
    const result: unknown = inflate(compressed, { maxOutputLength: length, info: true });
    const { buffer, engine } = withInfo.parse(result);
    return engine.bytesWritten === compressed.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}
