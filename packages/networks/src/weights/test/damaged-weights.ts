import type { RandomStream } from "@hilum/numeric";
import { randomStream } from "@hilum/numeric";
import { unzipSync, zipSync } from "fflate";
import type { StoredTensor } from "../stored-tensor.ts";
import { writeSafetensors } from "../write-safetensors.ts";
import { joined, latin1, legacyCheckpoint, legacyStorage, tensorPickle, zipCheckpoint } from "./make-checkpoint.ts";

/** A file of weights as disks, networks and enemies leave it. */
export interface DamagedWeights {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** True if no reader may accept it; false if by chance the damage may leave a readable file. */
  readonly mustFail: boolean;
}

export type WeightsFormat = "zip" | "legacy" | "safetensors";

/**
 * `count` damaged files, the same ones for the same seed; every kind of damage comes up in turn.
 *
 * @param healthy - files to damage; ours are made here, real ones may be added.
 */
export function damagedWeights(
  format: WeightsFormat,
  seed: number,
  count: number,
  healthy: readonly Uint8Array[],
): DamagedWeights[] {
  const kinds = Object.entries({ ...damages, ...formatDamages[format] });
  return Array.from({ length: count }, (_, n) => {
    const [kind, damage] = kinds[n % kinds.length];
    const random = randomStream(seed, "damaged-weights", format, n);
    const file = healthy[random.integer(healthy.length)];
    return { name: `${n}: ${kind}`, ...damage(file, random) };
  });
}

/** A small sound file: a network of two tensors that share a storage, an epoch, nested values. */
export function healthyWeights(format: WeightsFormat): Uint8Array {
  const values = new Uint8Array(Float32Array.from({ length: 6 }, (_, i) => i - 2.5).buffer);
  const item = (name: string, value: string) => `X${String.fromCharCode(name.length)}\0\0\0${name}${value}`;
  const a = item("module.a", tensorPickle("K\x06", "K\x00", "K\x02K\x03", "K\x03K\x01"));
  const b = item("module.b", tensorPickle("K\x06", "K\x01", "K\x03K\x02", "K\x00K\x02"));
  const rest = `${item("epoch", "K\x07")}${item("history", "](G\x3f\xe0\0\0\0\0\0\0K\x01\x88Ne")}`;
  const pickle = `\x80\x02}(${item("state_dict", `ccollections\nOrderedDict\n)R(${a}${b}u`)}${rest}u.`;
  if (format === "legacy") return legacyCheckpoint(pickle, "0", [legacyStorage(6, values)]);
  if (format === "zip") return zipCheckpoint(pickle, { "data/0": values, byteorder: latin1("little") });
  const stored: StoredTensor = { dtype: "float32", shape: [2, 3], values: () => new Float32Array(values.buffer) };
  const index: StoredTensor = { dtype: "int64", shape: [], values: () => new BigInt64Array([7n]) };
  return writeSafetensors(
    new Map([
      ["a", stored],
      ["b", stored],
      ["n", index],
    ]),
    new Map([["format", "pt"]]),
  );
}

type Damage = (file: Uint8Array, random: RandomStream) => Omit<DamagedWeights, "name">;

const damages: Record<string, Damage> = {
  "cut anywhere": (file, random) => ({ bytes: file.subarray(0, random.integer(file.length)), mustFail: true }),
  "last bytes lost": (file, random) => ({ bytes: file.subarray(0, -1 - random.integer(20)), mustFail: true }),
  "a bit flipped": (file, random) => ({ bytes: flipped(file, random, file.length, 1), mustFail: false }),
  "a bit flipped at the front": (file, random) => ({ bytes: flipped(file, random, 600, 1), mustFail: false }),
  "thirty bits flipped": (file, random) => ({ bytes: flipped(file, random, file.length, 30), mustFail: false }),
  "thirty bits flipped at the front": (file, random) => ({ bytes: flipped(file, random, 600, 30), mustFail: false }),
  "absurd sizes": (file, random) => {
    const bytes = file.slice();
    const at = random.integer(bytes.length);
    return { bytes: bytes.fill([0xff, 0x7f, 0x80][random.integer(3)], at, at + 4), mustFail: false };
  },
  "a piece lost": (file, random) => {
    const at = 1 + random.integer(file.length - 1);
    return { bytes: joined(file.subarray(0, at), file.subarray(at + 1 + random.integer(40))), mustFail: false };
  },
  "a piece twice": (file, random) => {
    const at = random.integer(file.length - 1);
    const end = at + 1 + random.integer(100);
    return { bytes: joined(file.subarray(0, end), file.subarray(at)), mustFail: false };
  },
  "two halves of different places": (file, random) => {
    const [a, b] = [random.integer(file.length), random.integer(file.length)];
    return { bytes: joined(file.subarray(0, a), file.subarray(b)), mustFail: false };
  },
  "noise behind a sound beginning": (file, random) => ({
    bytes: joined(file.subarray(0, 12), noise(random, 500)),
    mustFail: true,
  }),
  noise: (_file, random) => ({ bytes: noise(random, random.integer(2000)), mustFail: true }),
  nothing: () => ({ bytes: new Uint8Array(0), mustFail: true }),
};

const formatDamages: Record<WeightsFormat, Record<string, Damage>> = {
  zip: {
    // The checksums are made anew, so that the pickle itself has to notice.
    "a changed pickle": (file, random) => ({ bytes: repacked(file, (p) => changed(p, random, 1)), mustFail: false }),
    "a much changed pickle": (file, random) => ({
      bytes: repacked(file, (p) => changed(p, random, 8)),
      mustFail: false,
    }),
    "other operations in the pickle": (file, random) => ({
      bytes: repacked(file, (p) => withOperations(p, random)),
      mustFail: false,
    }),
    "a pickle nested without end": (_file, random) => ({ bytes: zipCheckpoint(nested(random)), mustFail: true }),
    compressed: (file) => ({ bytes: zipSync(unzipSync(file), { level: 9, mtime: "1980-01-01" }), mustFail: true }),
  },
  legacy: {
    "other operations": (file, random) => ({ bytes: withOperations(file, random), mustFail: false }),
    "a pickle nested without end": (_file, random) => ({ bytes: legacyCheckpoint(nested(random)), mustFail: true }),
  },
  safetensors: {
    "a header nested without end": (_file, random) => {
      const json = `{"a":${["[", '{"a":', '"', "1"][random.integer(4)].repeat(300_000)}`;
      return { bytes: withHeader(json), mustFail: true };
    },
    "other numbers in the header": (file, random) => {
      const numbers = ["-1", "1e99", "4294967296", "9007199254740993", "0.5", "null", "[]", "0"];
      return { bytes: renumbered(file, () => numbers[random.integer(numbers.length)]), mustFail: false };
    },
  },
};

function flipped(file: Uint8Array, random: RandomStream, within: number, bits: number): Uint8Array {
  const bytes = file.slice();
  for (let n = 0; n < bits; n++) bytes[random.integer(Math.min(within, bytes.length))] ^= 1 << random.integer(8);
  return bytes;
}

/** Bytes of a pickle replaced by any others, in place. */
function changed(pickle: Uint8Array, random: RandomStream, count: number): Uint8Array {
  const bytes = pickle.slice();
  for (let n = 0; n < count; n++) bytes[random.integer(bytes.length)] = random.integer(256);
  return bytes;
}

/** A few bytes replaced by operations of pickle, which a flipped bit seldom makes. */
function withOperations(file: Uint8Array, random: RandomStream): Uint8Array {
  const operations = latin1("(.01]})NKJMXGsuaetlqhrjcQRb2\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8f\x90\x93\x94\x95");
  const bytes = file.slice();
  for (let n = 0; n < 3; n++) {
    bytes[20 + random.integer(Math.min(800, bytes.length - 20))] = operations[random.integer(operations.length)];
  }
  return bytes;
}

function nested(random: RandomStream): string {
  const kinds = [
    `N${"\x85".repeat(1_100_000)}`,
    "(".repeat(1_100_000),
    "]".repeat(1_100_000),
    `]q\x00${"h\x00a".repeat(500_000)}h\x00h\x00`,
    `X\x01\x00\x00\x00a${"2".repeat(1_100_000)}`,
  ];
  return `\x80\x02${kinds[random.integer(kinds.length)]}`;
}

function repacked(file: Uint8Array, change: (pickle: Uint8Array) => Uint8Array): Uint8Array {
  const records = Object.entries(unzipSync(file)).map(([name, content]): [string, Uint8Array] => [
    name,
    name.endsWith("/data.pkl") ? change(content) : content,
  ]);
  return zipSync(Object.fromEntries(records), { level: 0, mtime: "1980-01-01" });
}

function withHeader(json: string, data = new Uint8Array(0)): Uint8Array {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, json.length, true);
  return joined(head, latin1(json), data);
}

function renumbered(file: Uint8Array, number: () => string): Uint8Array {
  const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  const json = Array.from(file.subarray(8, 8 + length), (byte) => String.fromCharCode(byte)).join("");
  const places = [...json.matchAll(/\d+(?=[,\]])/g)];
  const chosen = new Set(places.filter((_, n) => n % 3 === number().length % 3).map(({ index }) => index));
  return withHeader(
    json.replace(/\d+(?=[,\]])/g, (old, at: number) => (chosen.has(at) ? number() : old)),
    file.slice(8 + length),
  );
}

function noise(random: RandomStream, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}
