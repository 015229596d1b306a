import { DicomError } from "../dataset.ts";
import { checkedSize } from "./codestream-size.ts";
import type { FrameShape, RawFrame } from "./raw-frame.ts";
import { asSamples } from "./raw-frame.ts";

/** The codecs that come as WebAssembly. */
export type WasmCodec = "charls" | "openjpeg" | "openjph" | "libjpeg-turbo";

/** Gives the WebAssembly binary of a codec: read from the package in Node (`@hilum/volume/node`), fetched in a browser. */
export type WasmSource = (codec: WasmCodec) => Promise<Uint8Array>;

/** An embind object in the module's memory; it lives there until it is deleted. */
interface FrameDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): Uint8Array;
  decode(): void;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
  };
  delete(): void;
}

type CodecModule = Readonly<Record<string, new () => FrameDecoder>>;

/** What the packages' scripts export: they make a module from a binary. */
export type CreateModule = (options: {
  readonly wasmBinary: Uint8Array;
  readonly print: () => void;
  readonly printErr: () => void;
}) => Promise<CodecModule>;

const codecs: Readonly<
  Record<WasmCodec, { readonly decoder: string; readonly load: () => Promise<{ readonly default: CreateModule }> }>
> = {
  charls: { decoder: "JpegLSDecoder", load: () => import("@cornerstonejs/codec-charls/decodewasmjs") },
  openjpeg: { decoder: "J2KDecoder", load: () => import("@cornerstonejs/codec-openjpeg/decodewasmjs") },
  openjph: { decoder: "HTJ2KDecoder", load: () => import("@cornerstonejs/codec-openjph/wasmjs") },
  "libjpeg-turbo": {
    decoder: "JPEGDecoder",
    load: () => import("@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs"),
  },
};

/** Started modules, kept for as long as the source of their binaries is. */
const started = new WeakMap<WasmSource, Map<WasmCodec, Promise<CodecModule>>>();

/**
 * Decodes one frame with a WebAssembly codec. The size it claims is compared with the DICOM header before the codec starts, and a
 * module that failed is not used again: after an abort its memory may be in disorder.
 *
 * @throws DicomError `pixels-damaged`, `dicom-unsupported`, `too-large`.
 */
export async function decodeWithWasm(
  codec: WasmCodec,
  bytes: Uint8Array,
  shape: FrameShape,
  wasm: WasmSource,
): Promise<RawFrame> {
  const { precision } = checkedSize(bytes, shape);
  if (codec === "libjpeg-turbo" && precision !== 8)
    throw new DicomError(
      "dicom-unsupported",
      `The frame is lossy JPEG with ${precision} bits per pixel; 8 can be read. Convert the file first (for example dcmdjpeg).`,
    );
  // Some codecs fill the rest of a broken frame with grey and say nothing.
  if (!hasEndMarker(bytes))
    throw new DicomError(
      "pixels-damaged",
      `The compressed frame (${bytes.length} bytes) does not end with its end marker: it was cut short. Ask for another copy.`,
    );
  const module = await startedModule(codec, wasm);
  try {
    return decodeIn(module, codec, bytes, shape);
  } catch (error) {
    started.get(wasm)?.delete(codec);
    if (error instanceof DicomError) throw error;
    throw new DicomError(
      "pixels-damaged",
      `The compressed pixels (${bytes.length} bytes) are damaged: ${codec} could not decode them. Ask for another copy.`,
      { cause: error },
    );
  }
}

/** End of image (JPEG) and end of codestream (JPEG 2000) are the same two bytes; zeros that pad the fragment may follow. */
function hasEndMarker(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}

function decodeIn(module: CodecModule, codec: WasmCodec, bytes: Uint8Array, shape: FrameShape): RawFrame {
  const decoder = new module[codecs[codec].decoder]();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
    const bits = bitsPerSample <= 8 ? 8 : bitsPerSample <= 16 ? 16 : 32;
    const decoded = decoder.getDecodedBuffer();
    if (
      width !== shape.columns ||
      height !== shape.rows ||
      componentCount !== 1 ||
      decoded.length < (width * height * bits) / 8
    )
      throw new DicomError(
        "pixels-damaged",
        `${codec} decoded ${width}×${height} pixels with ${componentCount} components (${decoded.length} bytes), ` +
          `${shape.columns}×${shape.rows} with 1 were expected. Ask for another copy.`,
      );
    // Out of the module's memory, which the next frame uses again.
    return asSamples(decoded.slice(0, (width * height * bits) / 8), bits);
  } finally {
    decoder.delete();
  }
}

function startedModule(codec: WasmCodec, wasm: WasmSource): Promise<CodecModule> {
  const modules = started.get(wasm) ?? new Map<WasmCodec, Promise<CodecModule>>();
  started.set(wasm, modules);
  const known = modules.get(codec);
  if (known !== undefined) return known;
  const module = start(codec, wasm);
  modules.set(codec, module);
  // A binary that could not be fetched is asked for again next time.
  module.catch(() => modules.delete(codec));
  return module;
}

async function start(codec: WasmCodec, wasm: WasmSource): Promise<CodecModule> {
  const [{ default: create }, wasmBinary] = await Promise.all([codecs[codec].load(), wasm(codec)]);
  const silent = (): void => undefined;
  return create({ wasmBinary, print: silent, printErr: silent });
}
