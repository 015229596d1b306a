import type { CheckpointValue } from "./checkpoint-value.ts";
import { quoted } from "./describe-value.ts";
import { elementTypes } from "./element-types.ts";
import { readPickle } from "./read-pickle.ts";
import type { ByteBudget } from "./strided-tensor.ts";
import { torchGlobals } from "./torch-globals.ts";
import { torchStorages } from "./torch-storages.ts";
import { decodeUtf8 } from "./utf8.ts";
import { damaged, unsupported } from "./weights-refusals.ts";
import { readZipRecords } from "./zip-records.ts";

/** The value in PyTorch's zip container (since 1.6): `NAME/data.pkl` beside one record `NAME/data/KEY` for each storage. */
export function readTorchZip(bytes: Uint8Array, budget: ByteBudget): CheckpointValue {
  const zip = readZipRecords(bytes);
  const pickles = zip.names.filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickles.length !== 1) {
    throw unsupported(
      `The zip archive holds ${pickles.length} records NAME/data.pkl among ${zip.names.length}; a PyTorch checkpoint has one.`,
      "Give a file that torch.save wrote.",
    );
  }
  const root = pickles[0].slice(0, -"data.pkl".length);
  if (zip.names.includes(`${root}constants.pkl`)) {
    throw unsupported(
      "The file is a TorchScript program, not weights alone.",
      `In Python: torch.save(torch.jit.load(FILE).state_dict(), "weights.pt").`,
    );
  }
  const byteOrder = zip.record(`${root}byteorder`);
  if (byteOrder !== undefined && decodeUtf8(byteOrder) !== "little") {
    throw unsupported(
      `The checkpoint's byte order is ${quoted(decodeUtf8(byteOrder) ?? "unreadable")}; little is read.`,
      "Write it again on a little-endian machine.",
    );
  }
  const storages = torchStorages((storage, key) => {
    const content = zip.record(`${root}data/${key}`);
    if (content === undefined) throw damaged(`the record ${quoted(`${root}data/${key}`)} is missing`);
    const expected = storage.count * elementTypes[storage.dtype].bytes;
    if (content.length !== expected) {
      throw damaged(
        `storage ${quoted(key)} has ${content.length} bytes; ${storage.count} × ${storage.dtype} need ${expected}`,
      );
    }
    storage.bytes = content;
  });
  const pickle = zip.record(pickles[0]) ?? new Uint8Array(0);
  return readPickle(pickle, 0, { globals: torchGlobals(budget), persistent: storages.named }).value;
}
