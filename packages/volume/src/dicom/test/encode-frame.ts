import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The encoders in the codec packages, told not to lose anything where they can. */
const encoders = {
  "jpeg-ls": { package: "codec-charls", name: "JpegLSEncoder", prepare: (encoder) => encoder.setNearLossless?.(0) },
  "jpeg-2000": {
    package: "codec-openjpeg",
    name: "J2KEncoder",
    prepare: (encoder) => {
      encoder.setDecompositions?.(2);
      encoder.setQuality?.(true, 0);
    },
  },
  htj2k: { package: "codec-openjph", name: "HTJ2KEncoder", prepare: (encoder) => encoder.setQuality?.(true, 0) },
  jpeg: { package: "codec-libjpeg-turbo-8bit", name: "JPEGEncoder", prepare: (encoder) => encoder.setQuality?.(75) },
} as const satisfies Record<string, { package: string; name: string; prepare: (encoder: Encoder) => void }>;

interface Encoder {
  getDecodedBuffer(info: object): Uint8Array;
  setNearLossless?(error: number): void;
  setDecompositions?(levels: number): void;
  setQuality?(...quality: readonly (boolean | number)[]): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

type Create = (options: object) => Promise<Readonly<Record<string, new () => Encoder>>>;

/** One grey frame in a format of the JPEG family, by the encoder that comes in the package of its decoder. */
export async function encodeFrame(
  format: keyof typeof encoders,
  shape: { readonly rows: number; readonly columns: number; readonly stored: number; readonly signed?: boolean },
  pixels: Uint8Array,
): Promise<Uint8Array> {
  const { package: name, name: className, prepare } = encoders[format];
  const create: unknown = require(`@cornerstonejs/${name}/wasmjs`);
  if (!isCreate(create)) throw new Error(`${name} exports no function`);
  const wasmBinary = await readFile(require.resolve(`@cornerstonejs/${name}/wasm`));
  const silent = (): void => undefined;
  const module = await create({ wasmBinary, print: silent, printErr: silent });
  const encoder = new module[className]();
  const { rows, columns, stored, signed = false } = shape;
  const info = { width: columns, height: rows, bitsPerSample: stored, componentCount: 1, isSigned: signed };
  encoder.getDecodedBuffer({ ...info, isUsingColorTransform: false }).set(pixels);
  prepare(encoder);
  encoder.encode();
  const bytes = encoder.getEncodedBuffer().slice();
  encoder.delete();
  return bytes;
}

function isCreate(value: unknown): value is Create {
  return typeof value === "function";
}
