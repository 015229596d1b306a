/** The part of the host's text decoder that is used; browsers and Node both have it. */
interface Decoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: (new (label: string) => Decoder) | undefined;

/** Defined terms of Specific Character Set (PS3.3, C.12.1.1.2) and the encodings browsers know them by. */
const labels: ReadonlyMap<string, string> = new Map([
  ["ISO_IR 101", "iso-8859-2"],
  ["ISO_IR 109", "iso-8859-3"],
  ["ISO_IR 110", "iso-8859-4"],
  ["ISO_IR 144", "iso-8859-5"],
  ["ISO_IR 127", "iso-8859-6"],
  ["ISO_IR 126", "iso-8859-7"],
  ["ISO_IR 138", "iso-8859-8"],
  ["ISO_IR 148", "windows-1254"],
  ["ISO_IR 203", "iso-8859-15"],
  ["ISO_IR 166", "windows-874"],
  ["ISO_IR 13", "shift_jis"],
  ["ISO_IR 149", "euc-kr"],
  ["ISO_IR 58", "gbk"],
  ["ISO_IR 192", "utf-8"],
  ["GB18030", "gb18030"],
  ["GBK", "gbk"],
]);

/**
 * Escape sequences of ISO 2022 (PS3.3, tables C.12-3 and C.12-4) behind the escape byte. `pairs` are sets of two 7-bit bytes that
 * EUC writes with their high bits set; the others set the meaning of bytes from 128 on.
 */
const escapes: readonly { readonly code: string; readonly label?: string; readonly pairs?: readonly number[] }[] = [
  { code: "$(D", label: "euc-jp", pairs: [0x8f] },
  { code: "$)C", label: "euc-kr" },
  { code: "$)A", label: "gbk" },
  { code: "$B", label: "euc-jp", pairs: [] },
  { code: "$@", label: "euc-jp", pairs: [] },
  { code: ")I", label: "shift_jis" },
  { code: "(B" },
  { code: "(J" },
  { code: "-A", label: "latin-1" },
  { code: "-B", label: "iso-8859-2" },
  { code: "-C", label: "iso-8859-3" },
  { code: "-D", label: "iso-8859-4" },
  { code: "-L", label: "iso-8859-5" },
  { code: "-G", label: "iso-8859-6" },
  { code: "-F", label: "iso-8859-7" },
  { code: "-H", label: "iso-8859-8" },
  { code: "-M", label: "windows-1254" },
  { code: "-b", label: "iso-8859-15" },
  { code: "-T", label: "windows-874" },
];

const ESCAPE = 0x1b;
const decoders = new Map<string, Decoder | undefined>();

/**
 * Text of a value, by the terms of Specific Character Set (0008,0005). What the host cannot decode is read as Latin-1, so that
 * equal bytes still give equal text.
 */
export function decodeText(bytes: Uint8Array, terms: readonly string[]): string {
  if (isAscii(bytes)) return latin1(bytes);
  const first = (terms[0] ?? "").replace("ISO 2022 IR", "ISO_IR");
  const whole = labels.get(first) ?? "latin-1";
  return bytes.includes(ESCAPE) ? decodeIso2022(bytes, whole) : decodeAs(whole, bytes);
}

function decodeIso2022(bytes: Uint8Array, initial: string): string {
  let text = "";
  let upper = initial;
  let pairs: { readonly label: string; readonly prefix: readonly number[] } | undefined;
  let at = 0;
  while (at < bytes.length) {
    const found = bytes.indexOf(ESCAPE, at);
    const end = found < 0 ? bytes.length : found;
    const piece = bytes.subarray(at, end);
    text += pairs === undefined ? decodeAs(upper, piece) : decodeAs(pairs.label, asEuc(piece, pairs.prefix));
    if (found < 0) break;
    const code = latin1(bytes.subarray(found + 1, found + 4));
    const escape = escapes.find((known) => code.startsWith(known.code));
    at = found + 1 + (escape?.code.length ?? 0);
    if (escape?.pairs !== undefined) pairs = { label: escape.label ?? initial, prefix: escape.pairs };
    else if (escape?.label !== undefined) upper = escape.label;
    else pairs = undefined;
  }
  return text;
}

/** Two 7-bit bytes per character; anything below "!" (line ends, blanks) stands for itself. */
function asEuc(bytes: Uint8Array, prefix: readonly number[]): Uint8Array {
  const euc: number[] = [];
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] <= 0x20 || at + 1 === bytes.length) euc.push(bytes[at++]);
    else euc.push(...prefix, bytes[at++] | 0x80, bytes[at++] | 0x80);
  }
  return Uint8Array.from(euc);
}

function decodeAs(label: string, bytes: Uint8Array): string {
  if (label === "latin-1" || isAscii(bytes)) return latin1(bytes);
  if (!decoders.has(label)) decoders.set(label, createDecoder(label));
  return decoders.get(label)?.decode(bytes) ?? latin1(bytes);
}

function createDecoder(label: string): Decoder | undefined {
  try {
    return typeof TextDecoder === "undefined" ? undefined : new TextDecoder(label);
  } catch {
    // A host built without this encoding.
    return undefined;
  }
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80 || byte === ESCAPE) return false;
  return true;
}

/** Every byte one character, in pieces that fit the stack of a call. */
export function latin1(bytes: Uint8Array): string {
  const PIECE = 8192;
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}
