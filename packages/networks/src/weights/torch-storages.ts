import type { CheckpointValue } from "./checkpoint-value.ts";
import { ofKind } from "./checkpoint-value.ts";
import { describeValue, quoted } from "./describe-value.ts";
import type { CheckpointStorage } from "./strided-tensor.ts";
import { dtypeOfStorage } from "./torch-globals.ts";
import { damaged, forbidden, unsupported } from "./weights-refusals.ts";

/** The storages that the pickle of a checkpoint has named so far. */
export interface TorchStorages {
  readonly byKey: ReadonlyMap<string, CheckpointStorage>;
  /** The storage of a persistent id `('storage', torch.FloatStorage, key, location, count[, view])`. */
  readonly named: (id: CheckpointValue) => CheckpointStorage;
}

/**
 * Collects storages by key. Where the weights lay when they were saved (`cpu`, `cuda:0`) does not matter.
 *
 * @param onNew - sees each storage once, with its key.
 */
export function torchStorages(onNew: (storage: CheckpointStorage, key: string) => void): TorchStorages {
  const byKey = new Map<string, CheckpointStorage>();
  const named = (id: CheckpointValue): CheckpointStorage => {
    if (!Array.isArray(id)) throw damaged("a reference to stored values is no tuple");
    const [what, type, key, , count, view] = id;
    if (what !== "storage") throw forbidden(`a stored object of the kind ${describeValue(what ?? null)}`);
    const dtype = dtypeOfStorage(ofKind(type, "name"));
    if (dtype === undefined || typeof key !== "string" || typeof count !== "number" || !(count >= 0)) {
      throw damaged(`the reference ${describeValue(id)} to stored values is broken`);
    }
    if (view !== undefined && view !== null) {
      throw unsupported(
        "The checkpoint shares storages in the way of PyTorch before 0.4.",
        "Load it in Python and write it again with torch.save.",
      );
    }
    const known = byKey.get(key);
    if (known === undefined) {
      const storage: CheckpointStorage = { kind: "storage", dtype, count, bytes: new Uint8Array(0) };
      byKey.set(key, storage);
      onNew(storage, key);
      return storage;
    }
    if (known.dtype !== dtype || known.count !== count) {
      throw damaged(
        `the storage ${quoted(key)} is ${known.count} × ${known.dtype} in one place and ${count} × ${dtype} in another`,
      );
    }
    return known;
  };
  return { byKey, named };
}
