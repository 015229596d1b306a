import type { CheckpointValue } from "./checkpoint-value.ts";
import { quoted } from "./describe-value.ts";
import { elementTypes } from "./element-types.ts";
import type { PickleRules } from "./pickle-machine.ts";
import { readPickle } from "./read-pickle.ts";
import type { ByteBudget, CheckpointStorage } from "./strided-tensor.ts";
import { torchGlobals } from "./torch-globals.ts";
import { torchStorages } from "./torch-storages.ts";
import { damaged, forbidden, unsupported } from "./weights-refusals.ts";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;

/** Neither names nor storages stand in the pickles around the checkpoint's own. */
const plain: PickleRules = {
  globals: new Map(),
  persistent: () => {
    throw forbidden("stored values outside the checkpoint");
  },
};

/** True if the bytes begin with a pickled integer, as PyTorch's stream does in every pickle protocol. */
export function looksLikeTorchLegacy(bytes: Uint8Array): boolean {
  const magicInText = "L119547037146038801333356L\n";
  return (
    (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) ||
    (bytes.length > 0 && Array.from(bytes.subarray(0, 8)).every((byte, i) => byte === magicInText.charCodeAt(i)))
  );
}

/**
 * The value in PyTorch's stream of before 1.6: five pickles (magic number, protocol, system, the object, storage keys), then for
 * each key its number of elements and the elements themselves.
 */
export function readTorchLegacy(bytes: Uint8Array, budget: ByteBudget): CheckpointValue {
  const magic = readPickle(bytes, 0, plain);
  if (magic.value !== MAGIC) {
    throw unsupported("The file is a Python pickle, but not one that torch.save wrote.", "Save it with torch.save.");
  }
  const protocol = readPickle(bytes, magic.end, plain);
  if (protocol.value !== PROTOCOL) {
    throw unsupported(`The checkpoint's stream is not of version ${PROTOCOL}.`, "Write it again with torch.save.");
  }
  const system = readPickle(bytes, protocol.end, plain);
  if (!(system.value instanceof Map) || system.value.get("little_endian") !== true) {
    throw unsupported("The checkpoint was not written little-endian.", "Write it again on a little-endian machine.");
  }
  const storages = torchStorages(() => {});
  const object = readPickle(bytes, system.end, { globals: torchGlobals(budget), persistent: storages.named });
  const keys = readPickle(bytes, object.end, plain);
  if (!Array.isArray(keys.value)) throw damaged("the list of its storages is missing");
  attachStorages(bytes, keys.end, keys.value, storages.byKey);
  return object.value;
}

function attachStorages(
  bytes: Uint8Array,
  start: number,
  keys: readonly CheckpointValue[],
  byKey: ReadonlyMap<string, CheckpointStorage>,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const missing = new Set(byKey.keys());
  let at = start;
  for (const key of keys) {
    const storage = typeof key === "string" ? byKey.get(key) : undefined;
    if (typeof key !== "string" || storage === undefined || !missing.delete(key)) {
      throw damaged("its list of storages names one twice or one that no tensor uses");
    }
    const length = storage.count * elementTypes[storage.dtype].bytes;
    const end = at + 8 + length;
    if (!(end <= bytes.length)) {
      throw damaged(
        `storage ${quoted(key)} of ${storage.count} × ${storage.dtype} ends at byte ${end}, the file at ${bytes.length}`,
      );
    }
    if (view.getBigInt64(at, true) !== BigInt(storage.count)) {
      throw damaged(
        `storage ${quoted(key)} should have ${storage.count} elements, it says ${view.getBigInt64(at, true)}`,
      );
    }
    storage.bytes = bytes.subarray(at + 8, end);
    at = end;
  }
  if (missing.size > 0) throw damaged(`${missing.size} of ${byKey.size} storages have no values`);
}
