import { readSafetensors, type StoredTensor, writeSafetensors } from "@hilum/networks/weights";
import type { Vec3 } from "@hilum/volume";
import { LearnError } from "../learn-error.ts";
import type { NetworkImage } from "./network-image.ts";

const formatKey = "hilum.network-image";
const version = "2";

/** A prepared lesion as bytes (a safetensors file), for a cache on disk; the same bytes for the same lesion. */
export function encodeNetworkImage({
  size,
  spacing,
  window,
  voxels,
  lesion,
  labels,
  centroid,
}: NetworkImage): Uint8Array {
  const numbers = Float64Array.from([...spacing, window.level, window.width, ...centroid]);
  return writeSafetensors(
    new Map<string, StoredTensor>([
      ["voxels", { dtype: "int16", shape: [size[2], size[1], size[0]], values: () => voxels }],
      ["lesion", { dtype: "int32", shape: [lesion.length], values: () => lesion }],
      ["labels", { dtype: "uint8", shape: [labels.length], values: () => labels }],
      ["numbers", { dtype: "float64", shape: [numbers.length], values: () => numbers }],
    ]),
    new Map([[formatKey, version]]),
  );
}

/**
 * The prepared lesion again.
 *
 * @throws NetworkError `weights-damaged` if the bytes are damaged; LearnError `network-image` if they are something else.
 */
export function decodeNetworkImage(bytes: Uint8Array): NetworkImage {
  const { tensors, metadata } = readSafetensors(bytes);
  const [image, places, labels, rest] = ["voxels", "lesion", "labels", "numbers"].map((name) =>
    tensors.get(name)?.values(),
  );
  const shape = tensors.get("voxels")?.shape ?? [];
  if (
    metadata.get(formatKey) !== version ||
    shape.length !== 3 ||
    !(
      image instanceof Int16Array &&
      places instanceof Int32Array &&
      labels instanceof Uint8Array &&
      rest instanceof Float64Array
    ) ||
    rest.length !== 8
  ) {
    throw new LearnError("network-image", "The bytes hold no prepared image of this version. Prepare it again.");
  }
  const vector = (from: number): Vec3 => [rest[from], rest[from + 1], rest[from + 2]];
  return {
    size: [shape[2], shape[1], shape[0]],
    spacing: vector(0),
    window: { level: rest[3], width: rest[4] },
    voxels: image,
    lesion: places,
    labels,
    centroid: vector(5),
  };
}
