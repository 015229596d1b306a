import {
  filledImage,
  filledParameter,
  filledRadiomics,
  fingerprint,
  keyHash,
  signed,
  u32,
  unit,
} from "@hilum/graph/conformance";
import { compareNumbers } from "./compare-tensor.ts";
import type { FileUnderCheck } from "./setting.ts";

type Numbers = Readonly<Record<string, readonly number[]>>;

interface FilledVolume {
  readonly seed: string;
  readonly index: number;
  readonly shape: readonly [number, number, number];
  readonly first6: readonly number[];
  readonly centre: number;
  readonly last: number;
  readonly sum: number;
  readonly max: number;
  readonly min: number;
  readonly probe: number;
}

/** A file of schema `hilum-fill-1`. */
export interface FillReference {
  readonly hash?: Readonly<Record<string, number>>;
  readonly u32?: Numbers;
  readonly u32At?: readonly { readonly key: string; readonly index: number; readonly value: number }[];
  readonly unit?: Numbers;
  readonly signed?: Numbers;
  readonly parameters?: readonly {
    readonly seed: string;
    readonly name: string;
    readonly shape: readonly number[];
    readonly first6: readonly number[];
    readonly last: number;
    readonly sum: number;
  }[];
  readonly volumes?: readonly FilledVolume[];
  readonly radiomics?: {
    readonly seed: string;
    readonly batch: number;
    readonly values: readonly (readonly number[])[];
  };
}

/** Checks the filling rule: single numbers bit for bit, sums up to the order of adding. */
export function checkFill(file: FileUnderCheck, reference: FillReference): void {
  const { record, id } = file;
  for (const [key, value] of Object.entries(reference.hash ?? {}))
    record.same(`${id}/hash/${key}`, keyHash(key), value);
  for (const [name, of] of [
    ["u32", u32],
    ["unit", unit],
    ["signed", signed],
  ] as const) {
    for (const [key, values] of Object.entries(reference[name] ?? {})) {
      values.forEach((value, i) => record.same(`${id}/${name}/${key}/${i}`, of(key, i), value));
    }
  }
  for (const { key, index, value } of reference.u32At ?? [])
    record.same(`${id}/u32At/${key}/${index}`, u32(key, index), value);
  for (const { seed, name, shape, first6, last, sum } of reference.parameters ?? []) {
    const values = filledParameter(seed, name, shape);
    const at = `${id}/parameters/${seed}/${name}`;
    record.same(`${at}/first6`, values.subarray(0, 6), first6);
    record.same(`${at}/last`, values.at(-1), last);
    compareSum(file, `${at}/sum`, values, sum);
  }
  for (const volume of reference.volumes ?? []) checkVolume(file, volume);
  if (reference.radiomics) {
    const { seed, batch, values } = reference.radiomics;
    record.same(`${id}/radiomics/${seed}`, filledRadiomics(seed, batch, values[0].length), values.flat());
  }
}

function checkVolume(
  file: FileUnderCheck,
  { seed, index, shape, first6, centre, last, sum, max, min, probe }: FilledVolume,
): void {
  const { record, id } = file;
  const voxels = filledImage(seed, index, shape);
  const [depth, height, width] = shape;
  const at = `${id}/volumes/${seed}/${index}/${shape.join("x")}`;
  record.same(`${at}/first6`, voxels.subarray(0, 6), first6);
  record.same(`${at}/centre`, voxels[((depth >> 1) * height + (height >> 1)) * width + (width >> 1)], centre);
  record.same(`${at}/last`, voxels.at(-1), last);
  const [least, largest] = [Math.min, Math.max].map((of) => voxels.reduce((a, b) => of(a, b)));
  record.same(`${at}/max`, largest, max);
  record.same(`${at}/min`, least, min);
  compareSum(file, `${at}/sum`, voxels, sum);
  const got = [fingerprint(voxels, shape, "input").probe];
  compareNumbers(record, {
    id: `${at}/probe`,
    got,
    expected: [probe],
    tolerance: voxels.length * 2 ** -52 * Math.max(1, Math.abs(probe)),
  });
}

/** Sums differ in the last bits with the order of adding. */
function compareSum({ record }: FileUnderCheck, id: string, values: Float32Array, expected: number): void {
  const got = [values.reduce((sum, value) => sum + value, 0)];
  const tolerance = values.length * 2 ** -52 * Math.max(1, Math.abs(expected));
  compareNumbers(record, { id, got, expected: [expected], tolerance });
}
