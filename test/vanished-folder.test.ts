import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const cwd = temporaryFolder();
/** Says what comes of writing a file with a relative path, once the working directory is gone. */
const script = `
import { rmSync } from "node:fs";
import { writeFileAtomic } from ${JSON.stringify(import.meta.resolve("@hilum/study/node/files"))};
rmSync(process.cwd(), { recursive: true });
await writeFileAtomic("out/cache/file.txt", "text").catch((error) => console.log(error.code, error.message));
`;

test("a working directory that is removed meanwhile ends the work with an error", () => {
  const args = [
    "--conditions=hilum-source",
    "--import",
    import.meta.resolve("tsx"),
    "--input-type=module",
    "-e",
    script,
  ];
  const { stdout, error } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", timeout: 50_000 });
  expect(error).toBeUndefined();
  expect(stdout).toMatch(/^not-writable out\/cache\/file\.txt: not writable \(no such file\)/);
});
