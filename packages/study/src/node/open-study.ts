import { readFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { selectCohort } from "../cohort.ts";
import type { Case, Cohort } from "../cohort.ts";
import { StudyError } from "../errors.ts";
import { parseStudy } from "../study-file/study-file.ts";
import type { Study } from "../study-file/study-file.ts";
import { tinyStudy } from "../study-file/tiny-study.ts";
import { contentHash } from "./content-hash.ts";
import type { NamedFile } from "./images/stored-image.ts";
import { readTextTable } from "./text-table-file.ts";
import { reasonOf } from "./reason-of.ts";

/** A study file with its table: who is in it, and where the images lie. */
export interface OpenStudy {
  readonly study: Study;
  readonly cohort: Cohort;
  /** SHA-256 of the study file and of the table of cases. */
  readonly hashes: { readonly study: string; readonly cases: string };
  /** Path of the table of features made elsewhere, if the study names one. */
  readonly featuresFile?: string;
  /** Folder of the study file. */
  readonly folder: string;
  /** Name of the study file, without folders. */
  readonly file: string;
  fileOf(path: string): NamedFile;
  /** A path of the table relative to the root, with forward slashes: what results may show. */
  relativePath(path: string): string;
}

/** A study as it is written, or so small that it ends in minutes; see `tinyStudy`. */
export type Scale = "full" | "tiny";

/**
 * Reads a study file and its cases.
 *
 * @throws StudyError `missing-file`, `study-file`, `environment`, `csv` and what the cohort throws.
 */
export async function openStudy(path: string, scale: Scale = "full"): Promise<OpenStudy> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new StudyError("missing-file", `${path}: not readable (${reasonOf(error)}).`);
  });
  const file = basename(path);
  const written = parseStudy(text, file);
  const study = scale === "tiny" ? tinyStudy(written) : written;
  const tablePath = resolve(dirname(path), expandEnvironment(study.cases, "cases", file));
  const table = await readTextTable(tablePath);
  const root =
    study.root === undefined ? dirname(tablePath) : resolve(dirname(path), expandEnvironment(study.root, "root", file));
  return {
    study,
    cohort: selectCohort(table, study),
    hashes: { study: contentHash(text), cases: contentHash(await readFile(tablePath)) },
    folder: resolve(dirname(path)),
    file,
    ...(study.features !== undefined && {
      featuresFile: resolve(dirname(path), expandEnvironment(study.features, "features", file)),
    }),
    relativePath: (name) => (isAbsolute(name) ? relative(root, name).split(sep).join("/") : name),
    fileOf: (name) => ({
      path: isAbsolute(name) ? name : resolve(root, name),
      name: isAbsolute(name) ? basename(name) : name,
    }),
  };
}

/** The image and the mask of a case. */
export function filesOf(open: OpenStudy, item: Pick<Case, "image" | "mask">): { image: NamedFile; mask: NamedFile } {
  return { image: open.fileOf(item.image), mask: open.fileOf(item.mask) };
}

/** Replaces `${NAME}` by environment variables. @throws StudyError `environment` if one is not set */
export function expandEnvironment(text: string, field: string, file: string): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined || value === "") {
      throw new StudyError(
        "environment",
        `${file}: ${field}: the environment variable ${name} is not set. Set it first, for example: export ${name}=/path/to/data`,
      );
    }
    return value;
  });
}
