import { strToU8 } from "fflate";
import { sha256 } from "./sha256.ts";

/**
 * A UID made from names and bytes: the same parts give the same UID everywhere, other parts another one (root 2.25 and a UUID of
 * version 8, PS3.5 B.2 and RFC 9562; 122 bits of SHA-256).
 */
export function derivedUid(...parts: readonly (string | Uint8Array)[]): string {
  // Each part goes in as its own digest, so that ["a", "b"] and ["ab"] stay apart.
  const digest = sha256(...parts.map((part) => sha256(typeof part === "string" ? strToU8(part) : part)));
  digest[6] = (digest[6] & 0x0f) | 0x80;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  const uuid = digest.subarray(0, 16).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  return `2.25.${uuid}`;
}
