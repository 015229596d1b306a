import type { CheckpointName, CheckpointValue } from "./checkpoint-value.ts";
import { ofKind } from "./checkpoint-value.ts";
import { describeValue } from "./describe-value.ts";
import { numpyScalar } from "./numpy-scalar.ts";
import type { AllowedGlobal } from "./pickle-machine.ts";
import type { StoredDtype } from "./stored-tensor.ts";
import type { ByteBudget } from "./strided-tensor.ts";
import { stridedTensor } from "./strided-tensor.ts";
import { damaged, forbidden } from "./weights-refusals.ts";

const storageDtypes: Readonly<Record<string, StoredDtype>> = {
  "torch.DoubleStorage": "float64",
  "torch.FloatStorage": "float32",
  "torch.HalfStorage": "float16",
  "torch.BFloat16Storage": "bfloat16",
  "torch.LongStorage": "int64",
  "torch.IntStorage": "int32",
  "torch.ShortStorage": "int16",
  "torch.CharStorage": "int8",
  "torch.ByteStorage": "uint8",
  "torch.BoolStorage": "bool",
};

/** The dtype that a storage class of PyTorch stands for; undefined for every other name. */
export function dtypeOfStorage(name: CheckpointName | undefined): StoredDtype | undefined {
  return name && Object.hasOwn(storageDtypes, name.name) ? storageDtypes[name.name] : undefined;
}

/**
 * All that a checkpoint may name: containers, storages, dtypes and the functions that put tensors together.
 *
 * @param budget - is charged for every tensor.
 */
export function torchGlobals(budget: ByteBudget): ReadonlyMap<string, AllowedGlobal> {
  const functions: Readonly<Record<string, AllowedGlobal["call"]>> = {
    "collections.OrderedDict": orderedDict,
    "torch._utils._rebuild_tensor_v2": (args) => rebuiltTensor(args, budget),
    "torch._utils._rebuild_parameter": ([tensor]) => ofKind(tensor, "tensor") ?? notA("tensor", tensor),
    "torch.Size": ([sizes]) => ({ kind: "size", sizes: naturals(sizes) }),
    "_codecs.encode": encodedText,
    "__builtin__.set": ([items = []]) => new Set(itemsOf(items)),
    "builtins.set": ([items = []]) => new Set(itemsOf(items)),
    "__builtin__.bytes": emptyBytes,
    "builtins.bytes": emptyBytes,
    "numpy.dtype": numpyDtype,
    "numpy.core.multiarray.scalar": numpyScalar,
    "numpy._core.multiarray.scalar": numpyScalar,
  };
  const dtypes = Object.values(storageDtypes).map((dtype) => `torch.${dtype}`);
  return new Map([
    ...Object.entries(functions).map(([name, call]): [string, AllowedGlobal] => [name, { call }]),
    ...[...Object.keys(storageDtypes), ...dtypes].map((name): [string, AllowedGlobal] => [name, {}]),
  ]);
}

function rebuiltTensor([storage, offset, shape, stride]: readonly CheckpointValue[], budget: ByteBudget) {
  const [start] = naturals([offset ?? null]);
  return stridedTensor(
    ofKind(storage, "storage") ?? notA("storage", storage),
    { offset: start, shape: naturals(shape), stride: naturals(stride) },
    budget,
  );
}

/** Python 3 writes it empty and fills it; Python 2 hands over the pairs. */
function orderedDict([pairs = []]: readonly CheckpointValue[]): CheckpointValue {
  return new Map(
    itemsOf(pairs).map((pair): [CheckpointValue, CheckpointValue] => {
      const [key, value, ...more] = itemsOf(pair);
      if (key === undefined || value === undefined || more.length > 0) throw damaged("a dict's item is no pair");
      return [key, value];
    }),
  );
}

/** Protocols below 3 write bytes as text of the characters 0 to 255. */
function encodedText([text, encoding]: readonly CheckpointValue[]): CheckpointValue {
  if (typeof text !== "string" || encoding !== "latin1") throw forbidden("a text encoding other than latin1");
  return Uint8Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code > 255) throw damaged("bytes written as text hold a character above 255");
    return code;
  });
}

function emptyBytes(args: readonly CheckpointValue[]): CheckpointValue {
  if (args.length > 0) throw forbidden("a call of bytes with arguments");
  return new Uint8Array(0);
}

function numpyDtype([name]: readonly CheckpointValue[]): CheckpointValue {
  if (typeof name !== "string") throw notA("name of a numpy dtype", name);
  return { kind: "numpy-dtype", name, byteOrder: "=" };
}

/** A copy, so that nothing the pickle does later changes a shape that was checked. */
function naturals(values: CheckpointValue | undefined): number[] {
  const items = ofKind(values, "size")?.sizes ?? itemsOf(values ?? null);
  return items.map((item) =>
    typeof item === "number" && Number.isSafeInteger(item) && item >= 0 ? item : notA("size or stride", item),
  );
}

function itemsOf(value: CheckpointValue): readonly CheckpointValue[] {
  return Array.isArray(value) ? value : notA("list", value);
}

function notA(what: string, value: CheckpointValue | undefined): never {
  throw damaged(`${describeValue(value ?? null)} stands where a ${what} is needed`);
}
