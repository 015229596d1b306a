import { quoted } from "./describe-value.ts";
import { elementCount, elementTypes } from "./element-types.ts";
import { METADATA_KEY, MOST_HEADER_BYTES, safetensorsDtypes } from "./safetensors-dtypes.ts";
import type { StoredTensor } from "./stored-tensor.ts";
import { decodeUtf8 } from "./utf8.ts";
import { damaged, unsupported } from "./weights-refusals.ts";

/** The content of a safetensors file. */
export interface SafetensorsFile {
  /** In the order of their data. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free text that the writer left, such as `format: pt`. */
  readonly metadata: ReadonlyMap<string, string>;
}

interface Entry {
  readonly name: string;
  readonly tensor: StoredTensor;
  readonly begin: number;
  readonly end: number;
}

/** True if the bytes begin as a safetensors file: a plausible header length, then an open brace. */
export function looksLikeSafetensors(bytes: Uint8Array): boolean {
  return bytes.length > 8 && bytes[8] === 0x7b && headerLength(bytes) <= MOST_HEADER_BYTES;
}

/**
 * The tensors of a safetensors file, strictly checked: their data must fill the file from the header to its end without gap
 * or overlap, as the format demands. They keep `bytes` alive and are decoded when asked for.
 *
 * @throws NetworkError `weights-damaged`; `weights-unsupported` for a dtype that is not read (8-bit floats, unsigned integers
 * above 8 bits).
 * @see https://github.com/huggingface/safetensors (format)
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const length = bytes.length < 8 ? Infinity : headerLength(bytes);
  if (length > MOST_HEADER_BYTES || 8 + length > bytes.length) {
    throw damaged(`a header of ${length} bytes does not fit a safetensors file of ${bytes.length}`);
  }
  const data = bytes.subarray(8 + length);
  const header = parseHeader(bytes.subarray(8, 8 + length));
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA_KEY)
    .map(([name, facts]) => readEntry(name, facts, data))
    .toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== filled) throw damaged(`the data of ${quoted(name)} begin at byte ${begin} instead of ${filled}`);
    filled = end;
  }
  if (filled !== data.length) throw damaged(`its tensors have ${filled} bytes, the file holds ${data.length} for them`);
  return {
    tensors: new Map(entries.map(({ name, tensor }) => [name, tensor])),
    metadata: readMetadata(Object.hasOwn(header, METADATA_KEY) ? header[METADATA_KEY] : {}),
  };
}

function headerLength(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const text = decodeUtf8(bytes);
  if (text === undefined || !text.startsWith("{")) throw damaged("its header is no JSON object in UTF-8");
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw damaged(`its header of ${bytes.length} bytes is no valid JSON`);
  }
  if (!isRecord(header)) throw damaged("its header is no JSON object");
  refuseRepeatedNames(text);
  return header;
}

/**
 * JSON.parse keeps the last of two equal names and says nothing. The text is known to be valid JSON here; a regular expression
 * would overflow the stack on long texts.
 */
function refuseRepeatedNames(json: string): void {
  const seen = new Set<string>();
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === "{" || character === "[") depth++;
    else if (character === "}" || character === "]") depth--;
    else if (character === '"') {
      const start = at;
      at = endOfText(json, start);
      if (depth !== 1 || !isFollowedByColon(json, at)) continue;
      const name: unknown = JSON.parse(json.slice(start, at + 1));
      if (typeof name !== "string" || seen.has(name)) throw damaged(`its header names ${quoted(String(name))} twice`);
      seen.add(name);
    }
  }
}

/** The place of the quotation mark that ends the text beginning at `start`. */
function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}

function isFollowedByColon(json: string, end: number): boolean {
  let at = end + 1;
  while (" \t\n\r".includes(json[at])) at++;
  return json[at] === ":";
}

function readEntry(name: string, facts: unknown, data: Uint8Array): Entry {
  const { dtype: dtypeName, shape, data_offsets: offsets } = isRecord(facts) ? facts : {};
  if (typeof dtypeName !== "string" || !isNaturals(shape) || !isNaturals(offsets) || offsets.length !== 2) {
    throw damaged(`the header's entry for ${quoted(name)} lacks a dtype, a shape or two offsets`);
  }
  const dtype = Object.hasOwn(safetensorsDtypes, dtypeName) ? safetensorsDtypes[dtypeName] : undefined;
  if (dtype === undefined) {
    throw unsupported(
      `The tensor ${quoted(name)} has the dtype ${quoted(dtypeName)}; ${Object.keys(safetensorsDtypes).join(", ")} are read.`,
      "Convert it to one of these.",
    );
  }
  const [begin, end] = offsets;
  const type = elementTypes[dtype];
  const count = elementCount(shape);
  if (!(end <= data.length) || end - begin !== count * type.bytes) {
    throw damaged(
      `${quoted(name)}, ${dtypeName} [${shape.join(", ")}], needs ${count * type.bytes} bytes; its place is ${begin} to ${end} ` +
        `of ${data.length}`,
    );
  }
  const content = data.subarray(begin, end);
  const values = () => type.read(content, { offset: 0, shape: [count], stride: [1] });
  return { name, begin, end, tensor: { dtype, shape, values } };
}

function readMetadata(value: unknown): Map<string, string> {
  if (!isRecord(value)) throw damaged("its metadata are no JSON object");
  return new Map(
    Object.entries(value).map(([key, text]): [string, string] => {
      if (typeof text !== "string") throw damaged(`its metadata ${quoted(key)} are no text`);
      return [key, text];
    }),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNaturals(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
