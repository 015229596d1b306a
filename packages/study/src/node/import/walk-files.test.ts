import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openable, shownPath } from "./byte-path.ts";
import { walkFiles } from "./walk-files.ts";

const root = mkdtempSync(join(tmpdir(), "hilum-walk-"));
afterAll(() => rmSync(root, { recursive: true }));
const put = (...path: string[]) => {
  mkdirSync(join(root, ...path.slice(0, -1)), { recursive: true });
  writeFileSync(join(root, ...path), "x");
};
const walked = async (folder: string, except?: string) =>
  (await walkFiles(join(root, folder), except && join(root, except))).files.map((path) =>
    shownPath(path).slice(root.length + 1),
  );

test("finds every file once, through links and circles of links", async () => {
  put("a", "1");
  put("a", "b", "2");
  put("elsewhere", "3");
  symlinkSync("..", join(root, "a/b/up"));
  symlinkSync("b", join(root, "a/c"));
  symlinkSync("../elsewhere", join(root, "a/there"));
  symlinkSync("nowhere", join(root, "a/dead"));
  expect((await walked("a")).sort()).toEqual(["a/1", "a/b/2", "a/there/3"]);
});

test("leaves out one folder", async () => {
  put("with-out", "in");
  put("with-out", "out", "image");
  expect(await walked("with-out", "with-out/out")).toEqual(["with-out/in"]);
});

test.skipIf(process.platform !== "linux")(
  "opens names that are no UTF-8, and shows them (skipped: not Linux)",
  async () => {
    const name = Buffer.concat([Buffer.from(`${root}/M`), Buffer.of(0xfc), Buffer.from("ller")]);
    writeFileSync(name, "x");
    const { files } = await walkFiles(root);
    expect(files.map((path) => openable(path).toString("hex"))).toContain(name.toString("hex"));
  },
);

test("a folder that cannot be read is told, the others are read", async () => {
  const { files, unreadable } = await walkFiles(join(root, "no such folder"));
  expect({ files, reasons: unreadable.map(({ reason }) => reason) }).toEqual({ files: [], reasons: ["no such file"] });
});
