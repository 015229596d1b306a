import { GraphError } from "../graph-error.ts";
import { elementCount } from "../tensor-type.ts";

/**
 * The 32-bit FNV-1a hash of the key's UTF-8 bytes, where the filling rule `hilum-fill-1` starts.
 *
 * The rule fills parameters and inputs with numbers that any language repeats bit for bit, so that references made with
 * another program need no files of weights. Integers are unsigned, 32 bits, and wrap.
 */
export function keyHash(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of utf8Bytes(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The `i`-th integer of a key, in [0, 2³²); `i` is itself an integer in that range. */
export function u32(key: string, i: number): number {
  return mixed(keyHash(key), i);
}

/** The `i`-th number of a key in [0, 1): the upper 24 bits of `u32`, so that float32 holds it exactly. */
export function unit(key: string, i: number): number {
  return unitAt(keyHash(key), i);
}

/** The `i`-th number of a key in [−1, 1). */
export function signed(key: string, i: number): number {
  return signedAt(keyHash(key), i);
}

/** The first `count` signed numbers of a key. */
export function signedValues(key: string, count: number): Float64Array {
  const hash = keyHash(key);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = signedAt(hash, i);
  return values;
}

interface ParameterRule {
  readonly fits: (name: string, shape: readonly number[]) => boolean;
  /** The value is `offset + scale · signed`. */
  readonly offset: number;
  readonly scale: (shape: readonly number[]) => number;
}

/** The first row that fits decides. */
const parameterRules: readonly ParameterRule[] = [
  { fits: (name) => /num_batches_tracked$|running_mean$/.test(name), offset: 0, scale: () => 0 },
  { fits: (name) => name.endsWith("running_var"), offset: 1, scale: () => 0 },
  { fits: (name) => name.endsWith("relative_position_bias_table"), offset: 0, scale: () => 0.5 },
  { fits: (name) => name === "weight1" || name === "weight2", offset: 1, scale: () => 0.25 },
  {
    fits: (_name, shape) => shape.length >= 2,
    offset: 0,
    scale: (shape) => Math.sqrt(3 / elementCount(shape.slice(1))),
  },
  { fits: (name) => name.endsWith(".weight"), offset: 1, scale: () => 0.1 },
  { fits: () => true, offset: 0, scale: () => 0.1 },
];

/**
 * The reference value of a parameter: convolutions and linear layers of unit variance, norms near 1, biases near 0.
 *
 * @param name - the parameter's name in PyTorch's `state_dict`, such as `layer1.0.conv1.weight`.
 * @param shape - PyTorch's shape, slowest axis first; the values are in row-major order.
 * @throws GraphError `not-a-parameter` for `relative_position_index`, which follows from the window and is not filled.
 */
export function filledParameter(seed: string, name: string, shape: readonly number[]): Float32Array {
  if (name.endsWith("relative_position_index")) {
    throw new GraphError(
      "not-a-parameter",
      `${name} is a table of positions inside the window, which the filling rule leaves alone. Compute it from the window instead.`,
    );
  }
  const { offset, scale } = parameterRules.find((rule) => rule.fits(name, shape))!;
  const factor = scale(shape);
  const hash = keyHash(`${seed}/${name}`);
  const values = new Float32Array(elementCount(shape));
  for (let i = 0; i < values.length; i++) values[i] = offset + factor * signedAt(hash, i);
  return values;
}

/**
 * The reference image of one sample: a bright ball in lung beside a wall, with noise, windowed to [0, 1].
 *
 * @param sample - the sample's place in the batch, from 0.
 * @param shape - [depth, height, width]; the values are in row-major order.
 */
export function filledImage(seed: string, sample: number, shape: readonly [number, number, number]): Float32Array {
  const key = `${seed}/input/${sample}`;
  const [depth, height, width] = shape;
  const [c0, c1, c2] = shape.map((size, k) => size * (0.5 + 0.15 * signed(`${key}/centre`, k)));
  const radius = Math.min(...shape) * (0.15 + 0.1 * unit(`${key}/radius`, 0));
  const wall = width * (0.8 + 0.15 * unit(`${key}/wall`, 0));
  const noise = keyHash(`${key}/noise`);
  const voxels = new Float32Array(elementCount(shape));
  let i = 0;
  for (let z = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        // The order of these operations is part of the rule: float64 rounds each of them.
        const d2 = (z - c0) * (z - c0) + (y - c1) * (y - c1) + (x - c2) * (x - c2);
        const t = Math.min(1, Math.max(0, 3 * (1 - d2 / (radius * radius))));
        const hu = (x > wall ? 40 : -850 + 880 * t) + 60 * signedAt(noise, i);
        voxels[i] = Math.min(1, Math.max(0, (hu + 1600) / 2000));
      }
    }
  }
  return voxels;
}

/** The reference radiomics features of a batch, shape [batch, features], in [−1.5, 1.5). */
export function filledRadiomics(seed: string, batch: number, features = 10): Float32Array {
  return Float32Array.from(signedValues(`${seed}/radiomics`, batch * features), (s) => 1.5 * s);
}

function mixed(hash: number, i: number): number {
  let x = hash + Math.imul(i, 0x9e3779b9);
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

function unitAt(hash: number, i: number): number {
  return (mixed(hash, i) >>> 8) / 2 ** 24;
}

function signedAt(hash: number, i: number): number {
  return 2 * unitAt(hash, i) - 1;
}

/** UTF-8 without the TextEncoder of browsers and Node, which the language itself does not know. */
function utf8Bytes(text: string): number[] {
  return Array.from(text).flatMap((character) => {
    const point = character.codePointAt(0)!;
    const tail = (shift: number): number => 0x80 | ((point >> shift) & 0x3f);
    if (point < 0x80) return [point];
    if (point < 0x800) return [0xc0 | (point >> 6), tail(0)];
    if (point < 0x10000) return [0xe0 | (point >> 12), tail(6), tail(0)];
    return [0xf0 | (point >> 18), tail(12), tail(6), tail(0)];
  });
}
