const PIECE = 8192;

/**
 * The text of UTF-8 bytes, or undefined if they are not valid UTF-8 (overlong forms and surrogates included).
 *
 * TextDecoder is no part of the language, and its usual form drops a byte order mark and hides damage.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text = "";
  const units = new Uint16Array(Math.min(PIECE, bytes.length + 1));
  let filled = 0;
  for (let at = 0; at < bytes.length;) {
    if (filled > units.length - 2) {
      text += String.fromCharCode(...units.subarray(0, filled));
      filled = 0;
    }
    const lead = bytes[at++];
    if (lead < 0x80) {
      units[filled++] = lead;
      continue;
    }
    const form = forms.find(({ from, to }) => lead >= from && lead <= to);
    if (form === undefined || at + form.tail > bytes.length) return undefined;
    let point = lead - form.from;
    for (let n = 0; n < form.tail; n++) {
      const next = bytes[at++];
      if ((next & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (next & 0x3f);
    }
    if (point < form.least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
    if (point >= 0x10000) {
      units[filled++] = 0xd800 + ((point - 0x10000) >> 10);
      units[filled++] = 0xdc00 + ((point - 0x10000) & 0x3ff);
    } else units[filled++] = point;
  }
  return text + String.fromCharCode(...units.subarray(0, filled));
}

/** First bytes, how many bytes follow them, and the smallest character they may be used for. */
const forms = [
  { from: 0xc0, to: 0xdf, tail: 1, least: 0x80 },
  { from: 0xe0, to: 0xef, tail: 2, least: 0x800 },
  { from: 0xf0, to: 0xf7, tail: 3, least: 0x10000 },
];
