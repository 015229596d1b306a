const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as base64 text (RFC 4648, padded). The language itself has this only from ES2026 on. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const triple = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET.charAt(triple >> 18) + ALPHABET.charAt((triple >> 12) & 63);
    text += left > 1 ? ALPHABET.charAt((triple >> 6) & 63) : "=";
    text += left > 2 ? ALPHABET.charAt(triple & 63) : "=";
  }
  return text;
}

/** A PNG as an address that a page can carry inside itself. */
export function pngUri(png: Uint8Array): string {
  return `data:image/png;base64,${base64(png)}`;
}
