import type { CheckpointValue } from "./checkpoint-value.ts";

const MOST_ITEMS = 8;
const MOST_DEPTH = 2;
const MOST_CHARACTERS = 80;

/** A checkpoint's value in a line, much as Python would print it, with long parts counted instead of listed. */
export function describeValue(value: CheckpointValue, depth = 0): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return describeBytes(value);
  if (Array.isArray(value)) return `[${describeItems(value, value.length, depth)}]`;
  if (value instanceof Set) return value.size ? `{${describeItems(value, value.size, depth)}}` : "set()";
  if (value instanceof Map) return `{${describeItems(value, value.size, depth)}}`;
  if (value.kind === "tensor") return `tensor ${value.dtype} [${value.shape.join(", ")}]`;
  if (value.kind === "storage") return `storage ${value.dtype} of ${value.count}`;
  if (value.kind === "size") return `torch.Size([${value.sizes.join(", ")}])`;
  return value.kind === "name" ? value.name : `numpy.dtype(${quoted(value.name)})`;
}

/** Text from a file as it may be shown to people: short, on one line, without control characters. */
export function quoted(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  const escaped = short.replace(
    /[\\'\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => escapes[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return `'${escaped}'`;
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r" };

type Items = Iterable<CheckpointValue> | Map<CheckpointValue, CheckpointValue>;

/** A value may contain itself, and the same value many times: both limits together bound the work. */
function describeItems(items: Items, count: number, depth: number): string {
  if (count === 0) return "";
  if (depth === MOST_DEPTH) return `${count} items`;
  const shown: string[] = [];
  for (const item of items instanceof Map ? items.entries() : items) {
    if (shown.length === MOST_ITEMS) break;
    shown.push(
      items instanceof Map && Array.isArray(item)
        ? item.map((part) => describeValue(part, depth + 1)).join(": ")
        : describeValue(item, depth + 1),
    );
  }
  return count > MOST_ITEMS ? `${shown.join(", ")}, … ${count} in all` : shown.join(", ");
}

function describeBytes(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, 16), (byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, "0")}`,
  ).join("");
  return bytes.length > 16 ? `b'${shown}…' of ${bytes.length} bytes` : `b'${shown}'`;
}
