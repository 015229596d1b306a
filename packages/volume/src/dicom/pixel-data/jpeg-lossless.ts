import { DicomError } from "../dataset.ts";
import { checkedSize } from "./codestream-size.ts";
import type { HuffmanTable } from "./huffman-differences.ts";
import { huffmanTable } from "./huffman-differences.ts";
import { decodeDifferences } from "./jpeg-lossless-scan.ts";
import type { FrameShape, RawFrame } from "./raw-frame.ts";

const marker = { SOF3: 0xc3, DHT: 0xc4, RST0: 0xd0, RST7: 0xd7, SOI: 0xd8, EOI: 0xd9, SOS: 0xda, DRI: 0xdd };

/**
 * Decodes a grey frame of lossless JPEG with Huffman coding (process 14, all seven predictors, restart intervals, point
 * transform), 2 to 16 bits.
 *
 * @throws DicomError `pixels-damaged`; `dicom-unsupported` for colour or another JPEG process.
 * @see ISO/IEC 10918-1, annex H; PS3.5, 8.2.1
 */
export function decodeJpegLossless(bytes: Uint8Array, shape: FrameShape): RawFrame {
  const { precision, rows, columns } = checkedSize(bytes, shape);
  if (precision < 2 || precision > 16) throw damaged(`it has ${precision} bits per pixel, 2 to 16 are possible`);
  // No code is shorter than one bit, so that a huge size needs a file that is large too.
  if (rows * columns > 8 * bytes.length) throw damaged(`${bytes.length} bytes cannot hold ${columns}×${rows} pixels`);
  const scan = readScanHeader(bytes);
  if (scan.pointTransform >= precision) throw damaged(`its point transform is ${scan.pointTransform} bits`);
  const { packed, ends } = unstuff(bytes, scan.start);
  const samples = new Uint16Array(rows * columns);
  const rowsPerSegment = scan.restartInterval === 0 ? rows : scan.restartInterval / columns;
  if (!Number.isInteger(rowsPerSegment))
    throw damaged(`it restarts every ${scan.restartInterval} pixels, not at ends of its rows of ${columns}`);
  for (let row = 0, segment = 0; row < rows; row += rowsPerSegment, segment++) {
    if (segment >= ends.length) throw damaged(`it ends after ${row} of ${rows} rows`);
    const complete = decodeDifferences(scan.table, packed, segment === 0 ? 0 : ends[segment - 1], ends[segment], {
      samples,
      columns,
      from: row,
      to: Math.min(rows, row + rowsPerSegment),
      predictor: scan.predictor,
      first: 1 << (precision - scan.pointTransform - 1),
    });
    if (!complete) throw damaged(`the codes of rows ${row + 1} to ${Math.min(rows, row + rowsPerSegment)} break off`);
  }
  if (scan.pointTransform > 0) for (let i = 0; i < samples.length; i++) samples[i] <<= scan.pointTransform;
  return samples;
}

/** What stands before the codes: tables and parameters (B.2). */
function readScanHeader(bytes: Uint8Array) {
  const tables: (HuffmanTable | undefined)[] = [];
  let restartInterval = 0;
  let isLossless = false;
  for (let at = 2; at + 4 <= bytes.length;) {
    const code = bytes[at + 1];
    if (bytes[at] !== 0xff) throw damaged(`no marker stands at byte ${at}`);
    if (code === 0xff) {
      at++;
      continue;
    }
    const start = at + 4;
    const end = at + 2 + bytes[at + 2] * 256 + bytes[at + 3];
    if (end > bytes.length || end < start)
      throw damaged(`the segment at byte ${at} ends at byte ${end} of ${bytes.length}`);
    if (code === marker.DHT) readTables(bytes.subarray(start, end), tables);
    else if (code === marker.DRI) restartInterval = bytes[start] * 256 + bytes[start + 1];
    else if (code === marker.SOF3) isLossless = true;
    else if (code >= 0xc0 && code <= 0xcf && code !== 0xcc)
      throw new DicomError(
        "dicom-unsupported",
        `The frame is JPEG of process SOF${code - 0xc0}, lossless JPEG with Huffman coding (SOF3) was expected.`,
      );
    else if (code === marker.SOS) {
      // One component: its selector, its table, the predictor, an unused byte, the point transform.
      const [components, , selector, predictor, , approximation] = bytes.subarray(start, end);
      const table = tables[selector >> 4];
      if (components !== 1 || !isLossless || table === undefined || predictor < 1 || predictor > 7)
        throw damaged(
          `its scan header names ${components} components, table ${selector >> 4} and predictor ${predictor}; ` +
            `one component, a table that is there and a predictor from 1 to 7 are needed`,
        );
      return { table, predictor, pointTransform: approximation & 15, restartInterval, start: end };
    }
    at = end;
  }
  throw damaged("it has no scan");
}

function readTables(segment: Uint8Array, tables: (HuffmanTable | undefined)[]): void {
  for (let at = 0; at + 17 <= segment.length;) {
    const counts = segment.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const categories = segment.subarray(at + 17, at + 17 + total);
    const table = categories.length === total ? huffmanTable(counts, categories) : undefined;
    if (table === undefined) throw damaged(`Huffman table ${segment[at] & 15} is no code`);
    tables[segment[at] & 15] = table;
    at += 17 + total;
  }
}

/**
 * The codes without the zeros that follow each byte of 255 (B.1.1.5), and where each restart segment ends. Fill bytes before a
 * marker are no data.
 */
function unstuff(bytes: Uint8Array, start: number): { readonly packed: Uint8Array; readonly ends: readonly number[] } {
  const packed = new Uint8Array(bytes.length - start + 8);
  const ends: number[] = [];
  let length = 0;
  let at = start;
  for (;;) {
    const found = bytes.indexOf(0xff, at);
    const stop = found < 0 ? bytes.length : found;
    packed.set(bytes.subarray(at, stop), length);
    length += stop - at;
    if (found < 0 || found + 1 >= bytes.length) break;
    const code = bytes[found + 1];
    at = found + 2;
    if (code === 0) packed[length++] = 0xff;
    else if (code === 0xff) at = found + 1;
    else if (code >= marker.RST0 && code <= marker.RST7) ends.push(length);
    else break;
  }
  ends.push(length);
  return { packed: packed.subarray(0, length + 8), ends };
}

function damaged(why: string): DicomError {
  return new DicomError("pixels-damaged", `The lossless JPEG frame is damaged: ${why}. Ask for another copy.`);
}
