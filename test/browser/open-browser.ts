import { chromium } from "playwright-core";
import { bundlePage } from "./bundle.ts";
import { chromiumPath } from "./chromium.ts";
import { type Pages, serve } from "./serve.ts";

/** A page in which our packages and ONNX Runtime are loaded. */
export interface OpenPage {
  /** Calls a function of `page/index.ts`; arguments and result are plain data. */
  call<T>(name: string, ...given: readonly unknown[]): Promise<T>;
  /** How many workers it runs, which is one less than the threads of ONNX Runtime. */
  workers(): number;
}

/** Headless Chromium and a server for it, both on this machine. */
export interface OpenBrowser {
  /** @param threads - of ONNX Runtime; a page cannot change them later. */
  page(threads: number): Promise<OpenPage>;
  /** What pages asked for at other addresses than the server's. */
  readonly foreign: readonly string[];
  close(): Promise<void>;
}

/** Starts Chromium; its pages can fetch `pages` by path. */
export async function openBrowser(pages: Pages = {}): Promise<OpenBrowser> {
  const imports = { "onnxruntime-web/wasm": "/ort/ort.wasm.bundle.min.mjs" };
  const server = await serve({
    ...pages,
    "/index.html": `<!doctype html><script type="importmap">${JSON.stringify({ imports })}</script>`,
    "/page.js": await bundlePage(),
  });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu"] });
  const foreign: string[] = [];
  const open = async (threads: number): Promise<OpenPage> => {
    const page = await browser.newPage();
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(server.origin) && !/^(blob|data):/.test(url)) foreign.push(url);
    });
    await page.goto(`${server.origin}/index.html`);
    const call = <T>(name: string, ...given: readonly unknown[]) =>
      // A string, so that nothing rewrites its import on the way.
      page.evaluate<T>(`import("/page.js").then((page) => page[${JSON.stringify(name)}](...${JSON.stringify(given)}))`);
    await call("useThreads", threads);
    return { call, workers: () => page.workers().length };
  };
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { page: open, foreign, close };
}
