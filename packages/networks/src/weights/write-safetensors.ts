import { strToU8 } from "fflate";
import { NetworkError } from "../network-error.ts";
import { quoted } from "./describe-value.ts";
import { elementCount, elementTypes } from "./element-types.ts";
import { HEADER_ALIGNMENT, METADATA_KEY, safetensorsDtypes } from "./safetensors-dtypes.ts";
import type { StoredDtype, StoredTensor } from "./stored-tensor.ts";

interface Place {
  readonly name: string;
  readonly tensor: StoredTensor;
  readonly dtype: StoredDtype;
  readonly begin: number;
  readonly end: number;
}

const dtypeNames = new Map(Object.entries(safetensorsDtypes).map(([name, dtype]) => [dtype, name]));
const dtypeOrder = Object.values(safetensorsDtypes);

/**
 * A safetensors file with these tensors, the same bytes for the same tensors in whatever order they come: like the format's own
 * writer it puts wide dtypes first, then goes by name, so that every tensor is aligned. Metadata go by key.
 *
 * float16 and bfloat16 tensors are written as float32, which holds them exactly.
 *
 * @throws NetworkError `tensor-values` if a tensor's values do not fit its shape or dtype; `tensor-name` if a name is reserved
 * or no valid text.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: ReadonlyMap<string, string> = new Map(),
): Uint8Array {
  const places = arrange(tensors);
  const header = encodeHeader(places, metadata);
  const file = new Uint8Array(8 + header.length + (places.at(-1)?.end ?? 0));
  const view = new DataView(file.buffer);
  view.setUint32(0, header.length, true);
  file.set(header, 8);
  for (const { name, tensor, dtype, begin } of places) {
    const values = tensor.values();
    if (values.length !== elementCount(tensor.shape)) {
      throw new NetworkError(
        "tensor-values",
        `The tensor ${quoted(name)} [${tensor.shape.join(", ")}] has ${values.length} values instead of ${elementCount(tensor.shape)}.`,
      );
    }
    elementTypes[dtype].write?.(values, view, 8 + header.length + begin);
  }
  return file;
}

function arrange(tensors: ReadonlyMap<string, StoredTensor>): Place[] {
  let end = 0;
  return [...tensors]
    .map(([name, tensor]) => ({ name, tensor, dtype: writtenDtype(tensor.dtype) }))
    .toSorted((a, b) => dtypeOrder.indexOf(b.dtype) - dtypeOrder.indexOf(a.dtype) || compareText(a.name, b.name))
    .map((item) => {
      const begin = end;
      end += elementCount(item.tensor.shape) * elementTypes[item.dtype].bytes;
      return { ...item, begin, end };
    });
}

function writtenDtype(dtype: StoredDtype): StoredDtype {
  return elementTypes[dtype].write === undefined ? "float32" : dtype;
}

function encodeHeader(places: readonly Place[], metadata: ReadonlyMap<string, string>): Uint8Array {
  const texts = [...metadata].toSorted(([a], [b]) => compareText(a, b));
  for (const text of [...places.map(({ name }) => name), ...texts.flat()]) {
    if (text === METADATA_KEY || /\p{Surrogate}/u.test(text)) {
      throw new NetworkError(
        "tensor-name",
        `${quoted(text)} cannot stand in a safetensors file as a name or text. Choose another.`,
      );
    }
  }
  // Written piece by piece: a JavaScript object would move names such as "1" to the front.
  const pieces = places.map(
    ({ name, tensor, dtype, begin, end }) =>
      `${JSON.stringify(name)}:${JSON.stringify({ dtype: dtypeNames.get(dtype), shape: tensor.shape, data_offsets: [begin, end] })}`,
  );
  if (texts.length > 0) {
    const inner = texts.map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`).join(",");
    pieces.unshift(`"${METADATA_KEY}":{${inner}}`);
  }
  const json = strToU8(`{${pieces.join(",")}}`);
  const padded = new Uint8Array(Math.ceil(json.length / HEADER_ALIGNMENT) * HEADER_ALIGNMENT).fill(0x20);
  padded.set(json);
  return padded;
}

/** By code units: the same everywhere, whatever the language of the machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
