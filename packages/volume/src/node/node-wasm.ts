import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { WasmCodec, WasmSource } from "../dicom/index.ts";

const require = createRequire(import.meta.url);

const binaries: Readonly<Record<WasmCodec, string>> = {
  charls: "@cornerstonejs/codec-charls/decodewasm",
  openjpeg: "@cornerstonejs/codec-openjpeg/decodewasm",
  openjph: "@cornerstonejs/codec-openjph/wasm",
  "libjpeg-turbo": "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm",
};

const reads = new Map<WasmCodec, Promise<Uint8Array>>();

/** The WebAssembly binaries of the image codecs, read once from their installed packages. */
export const nodeWasm: WasmSource = (codec) => {
  const read = reads.get(codec) ?? readFile(require.resolve(binaries[codec]));
  reads.set(codec, read);
  return read;
};
