/** The codec packages ship without types; this is what is used of them (embind classes of their wasm modules). */
declare module "@cornerstonejs/codec-charls/decodewasmjs" {
  const create: import("./wasm-decoder.ts").CreateModule;
  export default create;
}
declare module "@cornerstonejs/codec-openjpeg/decodewasmjs" {
  const create: import("./wasm-decoder.ts").CreateModule;
  export default create;
}
declare module "@cornerstonejs/codec-openjph/wasmjs" {
  const create: import("./wasm-decoder.ts").CreateModule;
  export default create;
}
declare module "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs" {
  const create: import("./wasm-decoder.ts").CreateModule;
  export default create;
}
