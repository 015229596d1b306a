import type { RandomStream } from "@hilum/numeric";
import { anyOf, damagedTexts, hostileNames } from "./damaged-text.ts";
import type { DamagedText, TextDamage } from "./damaged-text.ts";

/** `count` damaged copies of a file of a model bundle (JSON), the same ones for the same seed. */
export function damagedBundleFile(seed: number, count: number, healthy: string): DamagedText[] {
  return damagedTexts(seed, count, healthy, damages);
}

const hostileValues: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  "",
  "x",
  [],
  {},
  [[]],
  [null],
  [1, 2, 3],
];

const damages: Readonly<Record<string, TextDamage>> = {
  "a part replaced": (text, random) => changed(text, random, () => anyOf(hostileValues, random)),
  "another part replaced": (text, random) => changed(text, random, () => anyOf(hostileValues, random)),
  "a part lost": (text, random) => changed(text, random, () => undefined),
  "a part nested in itself": (text, random) => changed(text, random, (part) => [part, { part }]),
  "a number scaled up": (text, random) =>
    changed(text, random, (part) => (typeof part === "number" ? part * 1e300 : part)),
  "a hostile text": (text, random) =>
    changed(text, random, (part) => (typeof part === "string" ? anyOf(hostileNames, random) : part)),
  "a list of a million": (text, random) =>
    changed(text, random, (part) => (Array.isArray(part) ? Array(1_000_000).fill(0) : part)),
  "an infinite number": (text, random) => text.replace(/:(-?\d+\.\d+)/, () => `:${anyOf(["1e999", "-1e999"], random)}`),
  "a stranger's key": (text, random) => text.replace("{", () => `{${JSON.stringify(anyOf(hostileNames, random))}:1,`),
  "a key twice": (text) => text.replace("{", () => '{"version":1,"version":2,'),
  "lists nested deeply": (text) => changedText(text, "[".repeat(100_000) + "]".repeat(100_000)),
  "objects nested deeply": (text) => changedText(text, '{"a":'.repeat(100_000) + "1" + "}".repeat(100_000)),
  "lists that never close": () => "[".repeat(1_000_000),
  "a newer version": (text) => text.replace('"version":1', '"version":2').replace('"version": 1', '"version": 2'),
  "another kind of file": () => '{"format":"hilum-run"}',
  "a pickle": () =>
    Uint8Array.of(0x80, 0x04, 0x95, 0x1d, 0, 0, 0, 0, 0, 0, 0, 0x8c, 0x05, 0x70, 0x6f, 0x73, 0x69, 0x78),
};

/** The JSON text with one of its parts, drawn at random, made into something else. */
function changed(text: string, random: RandomStream, change: (part: unknown) => unknown): string {
  const whole: unknown = JSON.parse(text);
  const path = randomPath(whole, random);
  return JSON.stringify(replaced(whole, path, change)) ?? "";
}

/** The JSON text with its first list replaced by a text that need not be JSON. */
function changedText(text: string, by: string): string {
  return text.replace(/\[[^[\]]*\]/, () => by);
}

function randomPath(whole: unknown, random: RandomStream): (string | number)[] {
  const path: (string | number)[] = [];
  for (let part = whole; ;) {
    const entries: [string | number, unknown][] =
      typeof part !== "object" || part === null ? [] : Array.isArray(part) ? [...part.entries()] : Object.entries(part);
    // Long lists would draw nearly every path into their items; one step in eight ends at the part itself.
    if (entries.length === 0 || (path.length > 0 && random.integer(8) === 0)) return path;
    const [key, next] = anyOf(entries, random);
    path.push(key);
    part = next;
  }
}

function replaced(
  whole: unknown,
  [key, ...rest]: readonly (string | number)[],
  change: (part: unknown) => unknown,
): unknown {
  if (key === undefined) return change(whole);
  if (Array.isArray(whole)) return whole.map((item: unknown, i) => (i === key ? replaced(item, rest, change) : item));
  const entries = typeof whole === "object" && whole !== null ? Object.entries(whole) : [];
  return Object.fromEntries(
    entries.map(([k, part]): [string, unknown] => [k, k === key ? replaced(part, rest, change) : part]),
  );
}
