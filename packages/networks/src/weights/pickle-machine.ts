import type { CheckpointValue } from "./checkpoint-value.ts";
import { quoted } from "./describe-value.ts";
import { decodeUtf8 } from "./utf8.ts";
import { damaged, forbidden, tooLarge } from "./weights-refusals.ts";

/** Something a pickle may name. Without `call` it is only a name; with it, our own function that stands for Python's. */
export interface AllowedGlobal {
  readonly call?: (args: readonly CheckpointValue[]) => CheckpointValue;
}

/** What a pickle may name, and what its persistent ids mean. */
export interface PickleRules {
  readonly globals: ReadonlyMap<string, AllowedGlobal>;
  readonly persistent: (id: CheckpointValue) => CheckpointValue;
}

/** Far above what checkpoints need (a published one has some 5,000 operations), and small enough for any machine. */
const limits = {
  operations: 4_000_000,
  stack: 1_000_000,
  memo: 1_000_000,
  textBytes: 16 * 2 ** 20,
  lineBytes: 4096,
  integerBytes: 1024,
};

/** The state of reading one pickle: a cursor in the bytes, a stack of values, marks on it, and the memo. */
export class PickleMachine {
  readonly rules: PickleRules;
  at: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: CheckpointValue[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, CheckpointValue>();
  #operations = 0;

  constructor(bytes: Uint8Array, start: number, rules: PickleRules) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.rules = rules;
  }

  /** The code of the next operation. */
  operation(): number {
    if (++this.#operations > limits.operations) {
      throw tooLarge(
        `The checkpoint's pickle has more than ${limits.operations} operations; one of weights has thousands.`,
      );
    }
    return this.byte();
  }

  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A length of 8 bytes; beyond 2^53 it is rounded, which no file can hold anyway. */
  uint64(): number {
    return this.uint32() + this.uint32() * 2 ** 32;
  }

  /** Pickle's one big-endian number. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  take(length: number, limit = limits.textBytes): Uint8Array {
    const start = this.#advance(length);
    if (length > limit)
      throw tooLarge(`One text or number of the checkpoint's pickle has ${length} bytes, more than ${limit}.`);
    return this.#bytes.subarray(start, start + length);
  }

  text(length: number): string {
    const start = this.at;
    const text = decodeUtf8(this.take(length));
    if (text === undefined) throw damaged(`the text of ${length} bytes at byte ${start} is not UTF-8`);
    return text;
  }

  /** The bytes up to the next line break, which is passed over. */
  line(): string {
    const end = this.#bytes.subarray(this.at, this.at + limits.lineBytes).indexOf(10);
    if (end < 0) throw damaged(`the line at byte ${this.at} of the pickle has no end`);
    const text = this.text(end);
    this.at++;
    return text;
  }

  /** A two's complement integer of this many bytes, lowest first. */
  integer(length: number): number | bigint {
    let value = 0n;
    const bytes = this.take(length, limits.integerBytes);
    for (let n = bytes.length - 1; n >= 0; n--) value = (value << 8n) | BigInt(bytes[n]);
    return plainInteger(BigInt.asIntN(8 * length, value));
  }

  push(value: CheckpointValue): void {
    if (this.#stack.length >= limits.stack)
      throw tooLarge(`The checkpoint's pickle stacks more than ${limits.stack} values.`);
    this.#stack.push(value);
  }

  pop(): CheckpointValue {
    const value = this.top();
    this.#stack.pop();
    return value;
  }

  top(): CheckpointValue {
    const height = this.#stack.length;
    const floor = this.#marks.length > 0 ? this.#marks[this.#marks.length - 1] : 0;
    if (height <= floor) throw damaged(`the pickle needs a value at byte ${this.at} and has none`);
    return this.#stack[height - 1];
  }

  mark(): void {
    if (this.#marks.length >= limits.stack)
      throw tooLarge(`The checkpoint's pickle sets more than ${limits.stack} marks.`);
    this.#marks.push(this.#stack.length);
  }

  /** The values above the last mark, which is removed with them. */
  popMark(): CheckpointValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw damaged(`the pickle needs a mark at byte ${this.at} and has none`);
    return this.#stack.splice(mark);
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
    if (this.#memo.size > limits.memo)
      throw tooLarge(`The checkpoint's pickle remembers more than ${limits.memo} values.`);
  }

  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw damaged(`the pickle recalls value ${index} at byte ${this.at} and never stored it`);
    this.push(value);
  }

  /** Pushes a name of the allow-list; every other one ends the reading. */
  pushGlobal(module: CheckpointValue, name: CheckpointValue): void {
    if (typeof module !== "string" || typeof name !== "string") throw damaged("a name of the pickle is not text");
    const full = `${module}.${name}`;
    if (!this.rules.globals.has(full)) throw forbidden(quoted(full));
    this.push({ kind: "name", name: full });
  }

  /** What stays at the end: exactly one value. */
  finish(): CheckpointValue {
    const value = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) {
      throw damaged(`the pickle ends at byte ${this.at} with ${this.#stack.length} values left over`);
    }
    return value;
  }

  #advance(length: number): number {
    const start = this.at;
    if (start + length > this.#bytes.length) {
      throw damaged(`the pickle needs ${length} bytes at byte ${start}, the file ends at ${this.#bytes.length}`);
    }
    this.at += length;
    return start;
  }
}

/** A number where it is exact, else the bigint itself. */
export function plainInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
