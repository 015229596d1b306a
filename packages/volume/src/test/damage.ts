import type { RandomStream } from "@hilum/numeric";
import { randomStream } from "@hilum/numeric";
import { gzipSync, zlibSync } from "fflate";

/** A file as disks, networks and enemies leave it. */
export interface DamagedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** True if no reader may accept it; false if the damage may by chance leave a readable image (a flip in a voxel). */
  readonly mustFail: boolean;
}

/** One kind of damage; `round` counts how often it came up before. */
type Damage = (random: RandomStream, round: number) => Omit<DamagedFile, "name">;

/** The kinds of damage of a format, by name. */
export type DamageTable = Readonly<Record<string, Damage>>;

/** `count` damaged files, the same ones for the same format and seed; every kind of damage comes up in turn. */
export function damagedFiles(format: string, damages: DamageTable, seed: number, count: number): DamagedFile[] {
  const kinds = Object.entries(damages);
  return Array.from({ length: count }, (_, n) => {
    const [kind, damage] = kinds[n % kinds.length];
    const random = randomStream(seed, format, n);
    return { name: `${n}: ${kind}`, ...damage(random, Math.floor(n / kinds.length)) };
  });
}

/** Nothing, one tenth, … nine tenths of a file, in turn. */
export function cutAtTenth(file: Uint8Array, round: number): Uint8Array {
  return file.subarray(0, Math.floor((file.length * (round % 10)) / 10));
}

/** A copy with some bits between two places turned around. */
export function flipped(bytes: Uint8Array, random: RandomStream, from: number, to: number, bits: number): Uint8Array {
  const changed = bytes.slice();
  for (let n = 0; n < bits; n++) changed[from + random.integer(to - from)] ^= 1 << random.integer(8);
  return changed;
}

export function noise(random: RandomStream, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** Gzip without a date, so that the same seed gives the same bytes. */
export function compressed(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { mtime: 0 });
}

export function pick<T>(random: RandomStream, choices: readonly T[]): T {
  return choices[random.integer(choices.length)];
}

/** 8 MB of zeros, as small as a compression makes them; made once, since that takes longer than reading the file. */
export const bombOfZeros = { gzip: lazily(compressed), zlib: lazily((zeros) => zlibSync(zeros)) };

function lazily(compress: (zeros: Uint8Array) => Uint8Array): () => Uint8Array {
  let made: Uint8Array | undefined;
  return () => (made ??= compress(new Uint8Array(8_000_000)));
}
