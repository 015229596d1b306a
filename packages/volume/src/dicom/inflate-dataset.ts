import { Inflate } from "fflate";
import { growingBytes } from "../growing-bytes.ts";
import { DicomError } from "./dataset.ts";

/** Input goes in pieces of this size, so that a bomb gives at most 17 MB before it is noticed. */
const PIECE = 16_384;
/** Beyond this a deflated file is refused: 400 slices of 512x512 have 210 MB. */
const MOST_BYTES = 256 * 2 ** 20;
/** What grows a hundredfold is a mask, which is small, or a bomb. */
const USUAL_BYTES = 64 * 2 ** 20;
const USUAL_GROWTH = 100;

/**
 * A file whose data set is deflated (PS3.5, A.5), with the data set inflated in place. Memory grows with what really arrives.
 *
 * @param dataSetStart - Where the compressed data set begins; the bytes before are kept.
 * @param neededLength - Asked now and then with the file so far: how long it has to be at least. What is there already ends the
 * work, so that nothing behind the pixels is inflated; too much is refused at once. It may throw a DicomError.
 * @throws DicomError `deflate-damaged` if the stream is broken or cut short, `too-large` beyond 256 MiB, or beyond
 * 64 MiB and a hundred times its own size.
 */
export function inflateDataset(
  bytes: Uint8Array,
  dataSetStart: number,
  neededLength: (soFar: Uint8Array) => number,
): Uint8Array {
  const most = Math.min(MOST_BYTES, Math.max(USUAL_BYTES, USUAL_GROWTH * bytes.length));
  const inflated = growingBytes(dataSetStart + 4 * bytes.length, most);
  inflated.add(bytes.subarray(0, dataSetStart));
  const tooLarge = (): DicomError =>
    new DicomError(
      "too-large",
      `The deflated data set of ${bytes.length} bytes holds more than ${Math.floor(most / 2 ** 20)} MiB. Decompress the file ` +
        `with another program first (for example dcmconv +te).`,
    );
  const stream = new Inflate((piece) => {
    if (!inflated.add(piece)) throw tooLarge();
  });
  try {
    for (let at = dataSetStart, asked = 0; at < bytes.length; at += PIECE) {
      stream.push(bytes.subarray(at, at + PIECE));
      if (inflated.length < 2 * asked && at + PIECE < bytes.length) continue;
      asked = inflated.length;
      const needed = neededLength(inflated.bytes());
      if (needed > most) throw tooLarge();
      if (needed <= inflated.length) return inflated.bytes();
    }
    stream.push(new Uint8Array(0), true);
  } catch (error) {
    if (error instanceof DicomError) throw error;
    throw new DicomError(
      "deflate-damaged",
      `The deflated data set is damaged or cut short after ${inflated.length - dataSetStart} bytes ` +
        `(${error instanceof Error ? error.message : String(error)}). Ask for another copy.`,
      { cause: error },
    );
  }
  return inflated.bytes();
}
