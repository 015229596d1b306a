import { describe, expect, test } from "vitest";
import { NetworkError } from "../network-error.ts";
import { describeValue } from "./describe-value.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import { latin1, legacyCheckpoint, legacyStorage, tensorPickle, zipCheckpoint } from "./test/make-checkpoint.ts";

const valueOf = (pickle: string) => readCheckpoint(zipCheckpoint(pickle)).value;

test.each([
  ["None, True, False", "(N\x88\x89t.", [null, true, false]],
  ["integers of one, two, four bytes", "(K\xffM\xff\xffJ\xff\xff\xff\xfft.", [255, 65535, -1]],
  ["the text integers and booleans of protocol 1", "(I-12\nI01\nI00\nL5L\nt.", [-12, true, false, 5]],
  ["a negative long", "\x8a\x02\x00\x80.", -32768],
  ["zero as a long without bytes", "\x8a\x00.", 0],
  ["2^70", "\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x40.", 2n ** 70n],
  ["2^53 − 1 is a number", "\x8a\x07\xff\xff\xff\xff\xff\xff\x1f.", 2 ** 53 - 1],
  ["2^53 is a bigint", "\x8a\x07\x00\x00\x00\x00\x00\x00\x20.", 2n ** 53n],
  ["a float, big-endian", "G\x3f\xe0\x00\x00\x00\x00\x00\x00.", 0.5],
  ["text in UTF-8", "X\x03\x00\x00\x00\xe8\x82\xba.", "肺"],
  ["text beyond 16 bits", "\x8c\x04\xf0\x9f\xab\x81.", "🫁"],
  ["a str of Python 2 that is text", "U\x02ab.", "ab"],
  ["a str of Python 2 that is none", "U\x02\xff\x00.", new Uint8Array([255, 0])],
  ["bytes", "C\x02\x00\xff.", new Uint8Array([0, 255])],
  [
    "a dict of two items",
    "}(K\x01K\x02K\x03K\x04u.",
    new Map([
      [1, 2],
      [3, 4],
    ]),
  ],
  ["a dict from a mark", "(K\x01K\x02d.", new Map([[1, 2]])],
  ["a set of protocol 4", "\x8f(K\x01K\x02\x90.", new Set([1, 2])],
  ["a frozenset", "(K\x01\x91.", new Set([1])],
  ["an OrderedDict of Python 2", "ccollections\nOrderedDict\n(]](X\x01\x00\x00\x00aK\x01eatR.", new Map([["a", 1]])],
  ["a remembered value twice", "(]\x94h\x00t.", [[], []]],
  ["a duplicate, a pop and a popped mark", "(K\x012(N1N0t.", [1, 1]],
])("%s", (_what, pickle, expected) => {
  expect(valueOf(`\x80\x02${pickle}`)).toEqual(expected);
});

test.each([
  ["os.system", "cos\nsystem\nX\x04\x00\x00\x00true\x85R.", /'os\.system'/],
  ["a name put together on the stack", "\x8c\x05posix\x8c\x06system\x93.", /'posix\.system'/],
  ["eval under a listed module", "cbuiltins\neval\n.", /'builtins\.eval'/],
  ["a name of every object", "ccollections\nconstructor\n.", /'collections\.constructor'/],
  ["a class's instance by OBJ", "(ccollections\nOrderedDict\no.", /operation OBJ/],
  ["a class's instance by INST", "(icollections\nOrderedDict\n.", /operation INST/],
  ["NEWOBJ", "ccollections\nOrderedDict\n)\x81.", /operation NEWOBJ/],
  ["an extension code", "\x82\x01.", /operation EXT1/],
  ["an object beside the file", "(X\x06\x00\x00\x00moduletQ.", /'module'/],
  ["a call of a dtype", "ctorch\nfloat32\n)R.", /call of torch\.float32/],
  ["attributes on a list", "]}b.", /attributes/],
  [
    "an encoding that is code elsewhere",
    "c_codecs\nencode\nX\x01\x00\x00\x00aX\x05\x00\x00\x00rot13\x86R.",
    /encoding/,
  ],
  ["control characters, shown harmlessly,", "cos\nsys\x1b[2Jtem\n.", /sys\\u\{1b\}\[2Jtem/],
])("refuses %s by name", (_what, pickle, words) => {
  for (const bytes of [zipCheckpoint(`\x80\x02${pickle}`), legacyCheckpoint(`\x80\x02${pickle}`)]) {
    expect(() => readCheckpoint(bytes)).toThrow(expect.objectContaining({ code: "weights-forbidden" }));
    expect(() => readCheckpoint(bytes)).toThrow(words);
  }
});

test.each([
  ["no end", "N"],
  ["an unknown operation", "\xff."],
  ["a value too few", "."],
  ["a value too many", "NN."],
  ["an item below the mark", "N(0t."],
  ["a mark that is not there", "Nt."],
  ["a memory that was never stored", "h\x05."],
  ["a dict with half an item", "}(Nu."],
  ["an append to a number", "K\x01Na."],
  ["text that is not UTF-8", "X\x02\x00\x00\x00\xc3\x28."],
  ["text longer than the file", "X\xff\xff\xff\x0fabc."],
  ["a call of a list", "])R."],
  ["a line without end", "I123"],
  ["a number that is none", "I0x10\n."],
])("a pickle with %s is damaged", (_what, pickle) => {
  expect(() => valueOf(`\x80\x02${pickle}`)).toThrow(expect.objectContaining({ code: "weights-damaged" }));
});

test("a protocol of the future is said so", () => {
  expect(() => valueOf("\x80\x06N.")).toThrow(/protocol 6/);
});

describe("what a small pickle cannot make large", () => {
  const refused = (pickle: string, code = "weights-too-large") => {
    const start = process.cpuUsage().user / 1000;
    expect(() => valueOf(`\x80\x04${pickle}`)).toThrow(expect.objectContaining({ code }));
    expect(process.cpuUsage().user / 1000 - start).toBeLessThan(2000);
  };

  test("the stack", () => refused("N".repeat(1_100_000)));
  test("the marks", () => refused("(".repeat(1_100_000)));
  test("the memo", () => refused(`N${"\x94".repeat(1_100_000)}.`));
  test("the number of operations", () => refused(`N${"N0".repeat(2_000_010)}.`));
  test("an integer", () => refused(`\x8b\xff\xff\x00\x00${"\x01".repeat(0xffff)}.`));
  test("an integer as text", () => refused(`L${"9".repeat(3000)}L\n.`, "weights-damaged"));
});

test("a list nested a hundred thousand times and a list in itself are shown in a short line", () => {
  expect(describeValue(valueOf(`\x80\x02N${"\x85".repeat(100_000)}.`)).length).toBeLessThan(100);
  expect(describeValue(valueOf(`\x80\x02]q\x00(${"h\x00".repeat(100)}e.`)).length).toBeLessThan(1000);
});

describe("tensors that are not in the file", () => {
  const values = legacyStorage(6, new Uint8Array(24));
  const read = (count: string, offset: string, shape: string, stride: string) => {
    const pickle = `\x80\x02${tensorPickle(count, offset, shape, stride)}.`;
    return [
      () => readCheckpoint(legacyCheckpoint(pickle, "0", [values])),
      () => readCheckpoint(zipCheckpoint(pickle, { "data/0": new Uint8Array(24) })),
    ];
  };

  test("a tensor that fits is read", () => {
    for (const readIt of read("K\x06", "K\x01", "K\x02K\x02", "K\x03K\x01")) {
      expect(readIt().value).toMatchObject({ kind: "tensor", shape: [2, 2], offset: 1 });
    }
  });

  test.each([
    ["one element too far", "K\x06", "K\x01", "K\x02K\x03", "K\x03K\x01"],
    ["an offset outside", "K\x06", "K\x07", "", ""],
    ["a negative size", "K\x06", "K\x00", "J\xff\xff\xff\xff", "K\x01"],
    ["a negative stride", "K\x06", "K\x05", "K\x02", "J\xff\xff\xff\xff"],
    ["fewer strides than sizes", "K\x06", "K\x00", "K\x02K\x02", "K\x01"],
    ["a size above 2^53", "K\x06", "K\x00", "\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x40", "K\x00"],
    ["a size that is a half", "K\x06", "K\x00", "G\x3f\xe0\x00\x00\x00\x00\x00\x00", "K\x01"],
    ["more elements than the file has", "M\xff\xff", "K\x00", "M\xff\xff", "K\x01"],
  ])("%s", (_what, ...facts) => {
    for (const readIt of read(...facts)) {
      expect(readIt).toThrow(expect.objectContaining({ code: "weights-damaged" }));
    }
  });

  test("one value repeated two thousand million times costs nothing but an error", () => {
    for (const readIt of read("K\x06", "K\x00", "J\xff\xff\xff\x7f", "K\x00")) {
      expect(readIt).toThrow(expect.objectContaining({ code: "weights-too-large" }));
      expect(readIt).toThrow(/maxBytes/);
    }
  });

  test("an empty tensor with a huge axis is empty at once", () => {
    for (const readIt of read("K\x06", "K\x00", "J\xff\xff\xff\x7fJ\xff\xff\xff\x7fK\x00", "K\x00K\x00K\x01")) {
      const { value } = readIt();
      expect(value).toMatchObject({ kind: "tensor" });
      expect(value !== null && typeof value === "object" && "values" in value && value.values).toBeTypeOf("function");
    }
  });

  test("a shape that changes after the tensor was made changes nothing", () => {
    // The list of sizes is remembered, the tensor made, then a size is appended to the list.
    const pickle = `\x80\x02(${tensorPickle("K\x06", "K\x00", "K\x02", "K\x01").replace("(K\x02t", "](K\x02eq\x07")}h\x07K\x63at.`;
    const { value } = readCheckpoint(zipCheckpoint(pickle, { "data/0": new Uint8Array(24) }));
    expect(value).toMatchObject([{ shape: [2] }, [2, 99]]);
  });
});

test("no pickle reaches the prototypes of JavaScript", () => {
  const value = valueOf("\x80\x02}X\x09\x00\x00\x00__proto__}X\x08\x00\x00\x00pollutedK\x01ss.");
  expect(value).toEqual(new Map([["__proto__", new Map([["polluted", 1]])]]));
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("a pickle that torch.save did not write is told apart from a damaged one", () => {
  expect(() => readCheckpoint(latin1("\x80\x02}."))).toThrow(/not one that torch\.save wrote/);
  expect(() => readCheckpoint(latin1("hello"))).toThrow(NetworkError);
});
