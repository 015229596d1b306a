import { strToU8 } from "fflate";
import { DicomError } from "../dataset.ts";
import { hmacSha256 } from "./hmac.ts";
import { shiftedDate } from "./shifted-date.ts";

/** What stands in the place of a patient's own identifiers. */
export interface Pseudonyms {
  /** The UID that replaces one of a patient's data, the same for the same UID and key; those of the standard stay. */
  readonly uid: (original: string) => string;
  /** A date (YYYYMMDD…) moved by the patient's number of days; undefined where the text is no date. */
  readonly date: (original: string) => string | undefined;
}

/** UIDs of transfer syntaxes, classes and well-known things (PS3.6, annex A). */
const STANDARD_ROOT = "1.2.840.10008.";
/** A shorter key could be found by trying. */
const LEAST_KEY = 16;
const YEAR = 365;

/**
 * The replacements for one patient. UIDs are mapped by HMAC-SHA-256, so that a study, its series and what refers to them still
 * belong together, and nobody without the key can tell which UID became which, not even by trying. Dates move back by one
 * to ten years, by whole days, the same for all of a patient's dates.
 *
 * @param key - At least 16 secret bytes.
 * @param patient - The new name of the patient: it chooses the number of days.
 * @throws DicomError `weak-key`
 */
export function pseudonyms(key: Uint8Array, patient: string): Pseudonyms {
  if (key.length < LEAST_KEY)
    throw new DicomError("weak-key", `The key has ${key.length} bytes; at least ${LEAST_KEY} secret ones are needed.`);
  const hash = (...parts: string[]) => hmacSha256(key, strToU8(parts.join("\0")));
  const known = new Map<string, string>();
  const days = YEAR + (new DataView(hash("days", patient).buffer).getUint32(0) % (9 * YEAR));
  return {
    uid(original) {
      if (original.startsWith(STANDARD_ROOT) || original === "") return original;
      const uid = known.get(original) ?? uidOf(hash("uid", original));
      known.set(original, uid);
      return uid;
    },
    date: (original) => shiftedDate(original, -days),
  };
}

/** A UID made of a UUID of version 8 (PS3.5, B.2; RFC 9562). */
function uidOf(digest: Uint8Array): string {
  digest[6] = (digest[6] & 0x0f) | 0x80;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  return `2.25.${digest.subarray(0, 16).reduce((value, byte) => value * 256n + BigInt(byte), 0n)}`;
}
