import type { CheckpointValue } from "./checkpoint-value.ts";
import { ofKind } from "./checkpoint-value.ts";
import { float16Value } from "./half-precision.ts";
import { quoted } from "./describe-value.ts";
import { plainInteger } from "./pickle-machine.ts";
import { damaged, forbidden } from "./weights-refusals.ts";

/** numpy's one-value types: bytes, and how they are read. */
const scalars: Readonly<Record<string, { bytes: number; read: (view: DataView, little: boolean) => CheckpointValue }>> =
  {
    f8: { bytes: 8, read: (view, little) => view.getFloat64(0, little) },
    f4: { bytes: 4, read: (view, little) => view.getFloat32(0, little) },
    f2: { bytes: 2, read: (view, little) => float16Value(view.getUint16(0, little)) },
    i8: { bytes: 8, read: (view, little) => plainInteger(view.getBigInt64(0, little)) },
    i4: { bytes: 4, read: (view, little) => view.getInt32(0, little) },
    i2: { bytes: 2, read: (view, little) => view.getInt16(0, little) },
    i1: { bytes: 1, read: (view) => view.getInt8(0) },
    u8: { bytes: 8, read: (view, little) => plainInteger(view.getBigUint64(0, little)) },
    u4: { bytes: 4, read: (view, little) => view.getUint32(0, little) },
    u2: { bytes: 2, read: (view, little) => view.getUint16(0, little) },
    u1: { bytes: 1, read: (view) => view.getUint8(0) },
    b1: { bytes: 1, read: (view) => view.getUint8(0) > 0 },
  };

/** The number of `numpy.core.multiarray.scalar(dtype, bytes)`, as training scripts leave it for a best AUC. */
export function numpyScalar([type, bytes]: readonly CheckpointValue[]): CheckpointValue {
  const dtype = ofKind(type, "numpy-dtype");
  if (dtype === undefined || !(bytes instanceof Uint8Array)) throw damaged("a numpy number has no dtype or no bytes");
  const scalar = Object.hasOwn(scalars, dtype.name) ? scalars[dtype.name] : undefined;
  if (scalar === undefined) throw forbidden(`a numpy value of dtype ${quoted(dtype.name)}`);
  if (bytes.length !== scalar.bytes) throw damaged(`a numpy ${dtype.name} has ${bytes.length} bytes`);
  return scalar.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), dtype.byteOrder !== ">");
}
