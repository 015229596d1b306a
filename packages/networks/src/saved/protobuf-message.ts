import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { decodeUtf8 } from "../weights/utf8.ts";
import { damaged } from "../weights/weights-refusals.ts";

/** The fields of one protobuf message, by number, as they come. */
export interface MessageFields {
  readonly [field: number]: FieldReader;
}

/** How a field is read: a whole number, bytes (text and messages are bytes), or passed over. */
export type FieldReader =
  | { readonly number: (value: number) => void }
  | { readonly bytes: (value: Uint8Array) => void }
  | { readonly text: (value: string) => void }
  | "ignored";

/**
 * Reads a protobuf message strictly: a field that is not in the table, or of another kind, is an error. Bytes are views, so that
 * nothing is allocated that the file only announces.
 *
 * @param what - for errors: `the graph`, `an initializer`.
 * @throws NetworkError `weights-damaged`.
 */
export function readMessage(bytes: Uint8Array, what: string, fields: MessageFields): void {
  const reader = new BinaryReader(bytes, () => "");
  const guarded = <T>(read: () => T): T => {
    try {
      return read();
    } catch {
      throw damaged(`${what} (${bytes.length} bytes) breaks off at byte ${Math.min(reader.pos, bytes.length)}`);
    }
  };
  while (reader.pos < reader.len) {
    const [number, type] = guarded(() => reader.tag());
    const field = Object.hasOwn(fields, number) ? fields[number] : undefined;
    if (field === undefined) throw damaged(`${what} has a field ${number} that this kind of file does not have`);
    if (field === "ignored") {
      guarded(() => reader.skip(type, number));
      continue;
    }
    if (type !== ("number" in field ? WireType.Varint : WireType.LengthDelimited)) {
      throw damaged(`field ${number} of ${what} is of kind ${type}`);
    }
    if ("number" in field) {
      const value = Number(guarded(() => reader.int64()));
      if (!Number.isSafeInteger(value)) throw damaged(`field ${number} of ${what} is ${value}`);
      field.number(value);
      continue;
    }
    const content = guarded(() => reader.bytes());
    if ("bytes" in field) field.bytes(content);
    else {
      const text = decodeUtf8(content);
      if (text === undefined) throw damaged(`field ${number} of ${what} is no text in UTF-8`);
      field.text(text);
    }
  }
}
