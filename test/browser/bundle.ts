import { build } from "esbuild";

/**
 * The module `page/index.ts` with our packages, from source, as one file for browsers. ONNX Runtime stays outside: it starts its
 * threads from its own file.
 */
export async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL("page/index.ts", import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["hilum-source"],
    // The codecs' scripts ask for Node's modules only where they find Node.
    external: ["onnxruntime-web/wasm", "fs", "path"],
    // The suite of operations checks with vitest's expect, which needs Node.
    alias: { vitest: new URL("page/expect.ts", import.meta.url).pathname },
  });
  return outputFiles[0].text;
}
