import type { CheckpointValue } from "./checkpoint-value.ts";
import { ofKind } from "./checkpoint-value.ts";
import type { PickleMachine } from "./pickle-machine.ts";
import { plainInteger } from "./pickle-machine.ts";
import { decodeUtf8 } from "./utf8.ts";
import { damaged, forbidden, unsupported } from "./weights-refusals.ts";

/** An operation of the pickle machine (names of CPython's pickletools), and what it does here. */
interface Opcode {
  readonly name: string;
  readonly run: (m: PickleMachine) => void;
}

const NEWEST_PROTOCOL = 5;

const table: Readonly<Record<string, readonly [name: string, run: Opcode["run"]]>> = {
  "\x80": ["PROTO", (m) => checkProtocol(m.byte())],
  "\x95": ["FRAME", (m) => void m.uint64()],
  "(": ["MARK", (m) => m.mark()],
  "0": ["POP", (m) => void m.pop()],
  "1": ["POP_MARK", (m) => void m.popMark()],
  "2": ["DUP", (m) => m.push(m.top())],

  N: ["NONE", (m) => m.push(null)],
  "\x88": ["NEWTRUE", (m) => m.push(true)],
  "\x89": ["NEWFALSE", (m) => m.push(false)],
  I: ["INT", (m) => m.push(intOfLine(m.line()))],
  L: ["LONG", (m) => m.push(longOfLine(m.line()))],
  J: ["BININT", (m) => m.push(m.int32())],
  K: ["BININT1", (m) => m.push(m.byte())],
  M: ["BININT2", (m) => m.push(m.uint16())],
  "\x8a": ["LONG1", (m) => m.push(m.integer(m.byte()))],
  "\x8b": ["LONG4", (m) => m.push(m.integer(m.uint32()))],
  G: ["BINFLOAT", (m) => m.push(m.float64())],

  X: ["BINUNICODE", (m) => m.push(m.text(m.uint32()))],
  "\x8c": ["SHORT_BINUNICODE", (m) => m.push(m.text(m.byte()))],
  "\x8d": ["BINUNICODE8", (m) => m.push(m.text(m.uint64()))],
  T: ["BINSTRING", (m) => m.push(python2Text(m.take(m.uint32())))],
  U: ["SHORT_BINSTRING", (m) => m.push(python2Text(m.take(m.byte())))],
  B: ["BINBYTES", (m) => m.push(m.take(m.uint32()).slice())],
  C: ["SHORT_BINBYTES", (m) => m.push(m.take(m.byte()).slice())],
  "\x8e": ["BINBYTES8", (m) => m.push(m.take(m.uint64()).slice())],
  "\x96": ["BYTEARRAY8", (m) => m.push(m.take(m.uint64()).slice())],

  "]": ["EMPTY_LIST", (m) => m.push([])],
  l: ["LIST", (m) => m.push(m.popMark())],
  a: ["APPEND", (m) => append(m, [m.pop()])],
  e: ["APPENDS", (m) => append(m, m.popMark())],
  ")": ["EMPTY_TUPLE", (m) => m.push([])],
  t: ["TUPLE", (m) => m.push(m.popMark())],
  "\x85": ["TUPLE1", (m) => m.push(popped(m, 1))],
  "\x86": ["TUPLE2", (m) => m.push(popped(m, 2))],
  "\x87": ["TUPLE3", (m) => m.push(popped(m, 3))],
  "}": ["EMPTY_DICT", (m) => m.push(new Map())],
  d: ["DICT", (m) => dictOfMark(m)],
  s: ["SETITEM", (m) => setItems(m, popped(m, 2))],
  u: ["SETITEMS", (m) => setItems(m, m.popMark())],
  "\x8f": ["EMPTY_SET", (m) => m.push(new Set())],
  "\x90": ["ADDITEMS", (m) => addItems(m, m.popMark())],
  "\x91": ["FROZENSET", (m) => m.push(new Set(m.popMark()))],

  q: ["BINPUT", (m) => m.remember(m.byte())],
  r: ["LONG_BINPUT", (m) => m.remember(m.uint32())],
  "\x94": ["MEMOIZE", (m) => m.rememberNext()],
  h: ["BINGET", (m) => m.recall(m.byte())],
  j: ["LONG_BINGET", (m) => m.recall(m.uint32())],

  c: ["GLOBAL", (m) => m.pushGlobal(m.line(), m.line())],
  "\x93": ["STACK_GLOBAL", (m) => stackGlobal(m)],
  Q: ["BINPERSID", (m) => m.push(m.rules.persistent(m.pop()))],
  R: ["REDUCE", (m) => reduce(m)],
  b: ["BUILD", (m) => build(m)],
};

/** Operations of pickle that torch.save never writes, most of them ways to make objects of any class. */
const refused: Readonly<Record<string, string>> = {
  F: "FLOAT",
  S: "STRING",
  V: "UNICODE",
  g: "GET",
  p: "PUT",
  P: "PERSID",
  i: "INST",
  o: "OBJ",
  "\x81": "NEWOBJ",
  "\x92": "NEWOBJ_EX",
  "\x82": "EXT1",
  "\x83": "EXT2",
  "\x84": "EXT4",
  "\x97": "NEXT_BUFFER",
  "\x98": "READONLY_BUFFER",
};

/** `.` ends a pickle. */
export const STOP = 0x2e;

/** What each of the 256 codes does; all but those of the table refuse, naming themselves. */
export const opcodes: readonly Opcode["run"][] = Array.from({ length: 256 }, (_, code) => {
  const key = String.fromCharCode(code);
  const known = table[key];
  if (known !== undefined) return known[1];
  return (m) => {
    const name = refused[key];
    if (name !== undefined) throw forbidden(`the pickle operation ${name}`);
    throw damaged(`byte ${m.at - 1} (0x${code.toString(16).padStart(2, "0")}) is no operation of a pickle`);
  };
});

function checkProtocol(protocol: number): void {
  if (protocol > NEWEST_PROTOCOL) {
    throw unsupported(
      `The checkpoint uses pickle protocol ${protocol}; protocols up to ${NEWEST_PROTOCOL} are read.`,
      "Save it again with torch.save and its default protocol.",
    );
  }
}

/** In protocol 1, True and False are the texts 01 and 00. */
function intOfLine(line: string): CheckpointValue {
  if (line === "01") return true;
  if (line === "00") return false;
  return longOfLine(line);
}

function longOfLine(line: string): CheckpointValue {
  const digits = /^(-?\d{1,2400})L?$/.exec(line)?.[1];
  if (digits === undefined) throw damaged("a number of the pickle is no integer");
  return plainInteger(BigInt(digits));
}

/** A `str` of Python 2 is text where it can be, else bytes. */
function python2Text(bytes: Uint8Array): CheckpointValue {
  return decodeUtf8(bytes) ?? bytes.slice();
}

function popped(m: PickleMachine, count: number): CheckpointValue[] {
  const items: CheckpointValue[] = [];
  for (let n = 0; n < count; n++) items.push(m.pop());
  return items.reverse();
}

function append(m: PickleMachine, items: readonly CheckpointValue[]): void {
  const list = m.top();
  if (!Array.isArray(list)) throw damaged(`the pickle appends to something that is no list before byte ${m.at}`);
  for (const item of items) list.push(item);
}

function dictOfMark(m: PickleMachine): void {
  const items = m.popMark();
  m.push(new Map());
  setItems(m, items);
}

function setItems(m: PickleMachine, items: readonly CheckpointValue[]): void {
  const dict = m.top();
  if (!(dict instanceof Map) || items.length % 2 > 0) {
    throw damaged(`the pickle sets items of something that is no dict before byte ${m.at}`);
  }
  for (let n = 0; n < items.length; n += 2) dict.set(items[n], items[n + 1]);
}

function addItems(m: PickleMachine, items: readonly CheckpointValue[]): void {
  const set = m.top();
  if (!(set instanceof Set)) throw damaged(`the pickle adds to something that is no set before byte ${m.at}`);
  for (const item of items) set.add(item);
}

function stackGlobal(m: PickleMachine): void {
  const [module, name] = popped(m, 2);
  m.pushGlobal(module, name);
}

/** Calls our stand-in for a Python function of the allow-list; nothing else can be called. */
function reduce(m: PickleMachine): void {
  const [target, args] = popped(m, 2);
  const name = ofKind(target, "name")?.name;
  if (name === undefined || !Array.isArray(args)) {
    throw damaged(`the pickle calls something that is no function before byte ${m.at}`);
  }
  const call = m.rules.globals.get(name)?.call;
  if (call === undefined) throw forbidden(`a call of ${name}`);
  m.push(call(args));
}

/** Attributes of a dict (PyTorch's `_metadata`: version numbers) are left out; of a numpy dtype the byte order is taken. */
function build(m: PickleMachine): void {
  const state = m.pop();
  const target = m.top();
  if (target instanceof Map && state instanceof Map) return;
  const dtype = ofKind(target, "numpy-dtype");
  if (dtype === undefined || !Array.isArray(state) || typeof state[1] !== "string") {
    throw forbidden("attributes on an object that takes none");
  }
  dtype.byteOrder = state[1];
}
