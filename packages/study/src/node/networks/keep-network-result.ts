import { randomUUID } from "node:crypto";
import { copyFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { NetworkResult } from "../../fit-results.ts";
import { isMissing, notWritableError } from "../atomic-file.ts";
import { jobPaths } from "../jobs/job-files.ts";
import { makeFolder } from "../make-folder.ts";
import type { NetworkRequest } from "./network-request.ts";

/** Puts the job's folder into place by rename: it is there and whole, or not there. @throws StudyError `not-writable` */
export async function keepNetworkResult(
  { cache, id }: NetworkRequest,
  files: { readonly result: NetworkResult; readonly network?: Uint8Array; readonly weights?: Uint8Array },
): Promise<void> {
  const { work, folder } = jobPaths(cache, id);
  const temporary = `${folder}.${randomUUID()}.tmp`;
  try {
    await makeFolder(temporary);
    if (files.network) await writeFile(join(temporary, "network.onnx"), files.network);
    if (files.weights) await writeFile(join(temporary, "weights.safetensors"), files.weights);
    for (const file of ["log.txt", "curves.csv", "curves.svg"]) {
      await copyFile(join(work, file), join(temporary, file)).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    }
    await writeFile(join(temporary, "result.json"), JSON.stringify({ value: files.result }));
    // Another run of the same job may have been faster: its result is the same.
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw notWritableError(folder, error);
  }
  await rm(work, { recursive: true, force: true });
}
