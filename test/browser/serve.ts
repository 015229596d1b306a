import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { basename, extname } from "node:path";
import { fileURLToPath } from "node:url";

/** What the server hands out, by path. */
export type Pages = Readonly<Record<string, string | Uint8Array>>;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};
const runtimeFolder = new URL("./", import.meta.resolve("onnxruntime-web"));

/** A server on this machine only, with the headers that let a page use threads; `/ort/` holds the files of onnxruntime-web. */
export async function serve(pages: Pages): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    const file = fileURLToPath(new URL(basename(path), runtimeFolder));
    const page = pages[path];
    const found = page !== undefined || (path.startsWith("/ort/") && existsSync(file));
    response.writeHead(found ? 200 : 404, {
      "content-type": types[extname(path)] ?? "application/octet-stream",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    if (page !== undefined || !found) response.end(page);
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error(`The server listens at ${address}, not at a port.`);
  const { port } = address;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, close };
}
