import type { Identifier } from "./identifiers.ts";

/** Looks for identifiers in bytes, whatever the case of their letters; one pass for all of them. */
export interface IdentifierSearch {
  /** The first identifier that stands in the bytes. */
  find(bytes: Uint8Array, leastLength?: number): Identifier | undefined;
}

interface Pattern {
  readonly identifier: Identifier;
  readonly bytes: Uint8Array;
}

const lower = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));

export function identifierSearch(identifiers: readonly Identifier[]): IdentifierSearch {
  // By the first two bytes: nearly every place is passed over with one look into this table.
  const starts = new Map<number, Pattern[]>();
  const possible = new Uint8Array(65_536);
  for (const identifier of identifiers) {
    const bytes = Uint8Array.from(identifier.text, (character) => character.charCodeAt(0));
    const start = bytes[0] * 256 + bytes[1];
    possible[start] = 1;
    starts.set(start, [...(starts.get(start) ?? []), { identifier, bytes }]);
  }
  return {
    find(bytes, leastLength = 0) {
      let previous = 0;
      for (let at = 0; at < bytes.length; at++) {
        const byte = lower[bytes[at]];
        const start = previous * 256 + byte;
        previous = byte;
        if (possible[start] === 0) continue;
        const pattern = starts
          .get(start)
          ?.find((one) => one.bytes.length >= leastLength && standsAt(one, bytes, at - 1));
        if (pattern !== undefined) return pattern.identifier;
      }
      return undefined;
    },
  };
}

function standsAt({ bytes, identifier }: Pattern, within: Uint8Array, at: number): boolean {
  if (at + bytes.length > within.length) return false;
  for (let n = 2; n < bytes.length; n++) if (lower[within[at + n]] !== bytes[n]) return false;
  return !identifier.wholeWord || (!isWord(within[at - 1]) && !isWord(within[at + bytes.length]));
}

/** Letters, digits and the bytes of other alphabets; a point belongs to a number. */
function isWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    (byte >= 0x30 && byte <= 0x39) || (lower[byte] >= 0x61 && lower[byte] <= 0x7a) || byte === 0x2e || byte >= 0x80
  );
}
