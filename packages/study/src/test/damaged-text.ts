import { randomStream } from "@hilum/numeric";
import type { RandomStream } from "@hilum/numeric";

/** A text file as disks, editors, spreadsheets and enemies leave it. */
export interface DamagedText {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One kind of damage; `round` counts how often it came up, for damages that walk through a file. */
export type TextDamage = (healthy: string, random: RandomStream, round: number) => string | Uint8Array;

/** `count` damaged copies of a text, the same ones for the same seed; every kind of damage comes up in turn. */
export function damagedTexts(
  seed: number,
  count: number,
  healthy: string,
  more: Readonly<Record<string, TextDamage>>,
): DamagedText[] {
  const kinds = Object.entries({ ...damages, ...more });
  return Array.from({ length: count }, (_, n) => {
    const [kind, damage] = kinds[n % kinds.length];
    const made = damage(healthy, randomStream(seed, "damaged-text", n), Math.floor(n / kinds.length));
    return { name: `${n}: ${kind}`, bytes: typeof made === "string" ? utf8(made) : made };
  });
}

/** What happens to any text. */
const damages: Readonly<Record<string, TextDamage>> = {
  "cut at a tenth": (text, _random, round) => text.slice(0, Math.floor((text.length * (round % 10)) / 10)),
  "a bit flipped": (text, random) => flipped(utf8(text), random, 1),
  "twenty bits flipped": (text, random) => flipped(utf8(text), random, 20),
  "a piece repeated": (text, random) => {
    const [from, to] = piece(text, random);
    return text.slice(0, to) + text.slice(from);
  },
  "a piece lost": (text, random) => {
    const [from, to] = piece(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  "a zero byte": (text, random) => inserted(text, random, "\0"),
  "a control character": (text, random) => inserted(text, random, String.fromCharCode(1 + random.integer(31))),
  "an unpaired quote": (text, random) => inserted(text, random, ['"', "'", "`"][random.integer(3)]),
  "UTF-16, little-endian": (text) => utf16("\uFEFF" + text),
  "UTF-16 without a mark": (text) => utf16(text),
  "Latin-1 with umlauts": (text, random) => latin1(inserted(text, random, "Lungenläsion größer")),
  "bytes that are no UTF-8": (text, random) =>
    joined(utf8(text), new Uint8Array([0xff, 0xc0, 0x80, random.integer(256)])),
  "line ends of old Macs": (text) => text.replaceAll("\n", "\r"),
  "no line ends": (text) => text.replaceAll("\n", " "),
  "a very long line": (text, random) => inserted(text, random, "x".repeat(300_000)),
  "a hundred thousand lines": (text, random) => inserted(text, random, "\n".repeat(100_000)),
  noise: (_text, random) => Uint8Array.from({ length: random.integer(3000) }, () => random.integer(256)),
  nothing: () => "",
  "a byte order mark alone": () => "\uFEFF",
  "blanks alone": (_text, random) => " \t\n".repeat(random.integer(1000)),
};

/** Names that lead out of a folder, into a page, or into the language. */
export const hostileNames = [
  "../../x",
  "/etc/passwd",
  "C:\\Windows\\x",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "=cmd|'/C calc'!A0",
  "${HOME}",
  "$(id)",
  "\u202Egnp.exe",
  "a\u0000b",
  "CON",
  "x".repeat(5000),
] as const;

/** Numbers that overflow, vanish or only look like one. */
export const hostileNumbers = [
  "1e999",
  "-1e999",
  "1e-999",
  "9".repeat(400),
  "-0",
  "0x7fffffff",
  ".",
  "1e",
  "NaN",
  "2147483648",
  "9007199254740993",
] as const;

/** One of a list. */
export function anyOf<T>(items: readonly T[], random: RandomStream): T {
  return items[random.integer(items.length)];
}

function piece(text: string, random: RandomStream): [number, number] {
  const from = random.integer(text.length);
  return [from, Math.min(text.length, from + 1 + random.integer(80))];
}

/** `text` with something put in at a random place. */
export function inserted(text: string, random: RandomStream, what: string): string {
  const at = random.integer(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
}

function flipped(bytes: Uint8Array, random: RandomStream, bits: number): Uint8Array {
  const changed = bytes.slice();
  for (let n = 0; n < bits; n++) {
    const at = random.integer(changed.length);
    changed[at] = changed[at] ^ (1 << random.integer(8));
  }
  return changed;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from({ length: 2 * text.length }, (_, i) => (text.charCodeAt(i >> 1) >> (8 * (i % 2))) & 255);
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 255);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.of(...a, ...b);
}
