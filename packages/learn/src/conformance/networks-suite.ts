import { ConformanceRecord } from "@hilum/numeric/conformance";
import { LearnError } from "../learn-error.ts";
import { checkCheckpoints, type CheckpointsReference } from "./check-checkpoints.ts";
import { checkFill, type FillReference } from "./check-fill.ts";
import { checkNetwork, checkPaperSize } from "./check-network.ts";
import { checkNtXent, type NtXentReference } from "./check-nt-xent.ts";
import { checkOperations, type OperationsReference } from "./check-operations.ts";
import { checkOptimisers, type OptimisersReference } from "./check-optimisers.ts";
import { guarded } from "./guarded.ts";
import type { NetworkReference, PaperSizeReference } from "./network-reference.ts";
import type { ConformanceSetting, FileUnderCheck } from "./setting.ts";

/** A file of one of the known kinds. */
type Reference =
  | ({ readonly schema: "hilum-fill-1" } & FillReference)
  | ({ readonly schema: "hilum-operations-1" } & OperationsReference)
  | ({ readonly schema: "hilum-ntxent-1" } & NtXentReference)
  | ({ readonly schema: "hilum-optimisers-1" } & OptimisersReference)
  | ({ readonly schema: "hilum-checkpoint-reference-1" } & CheckpointsReference)
  | ({ readonly schema: "hilum-nn-reference-1" } & NetworkReference)
  | ({ readonly schema: "hilum-nn-paper-size-1" } & PaperSizeReference);

interface ReadFile {
  /** The first part of every id: the file's name, or `checkpoints`. */
  readonly id: string;
  /** Undefined if the file is no JSON document. */
  readonly reference: Reference | undefined;
}

/**
 * Checks the engine, the losses, the optimisers, the networks and the reading of checkpoints against values of PyTorch and MONAI:
 * every file of a known kind in `nn` and `checkpoints`, the quick ones first.
 *
 * What is not implemented is skipped with the reason; a file that cannot be checked to its end fails.
 *
 * @throws LearnError `no-reference` if neither folder has a file.
 */
export async function networksSuite(setting: ConformanceSetting): Promise<ConformanceRecord> {
  const record = new ConformanceRecord("networks");
  const wanted = (await readFiles(setting)).filter(({ id }) => setting.only?.(id) ?? true);
  if (wanted.length === 0) {
    throw new LearnError(
      "no-reference",
      "No reference file was found: nn/*.json and checkpoints/expected.json are looked for. Give their parent as --reference DIR.",
    );
  }
  const files = wanted.toSorted((a, b) => rank(a.reference) - rank(b.reference));
  for (const [index, { id, reference }] of files.entries()) {
    setting.progress?.(id, index, files.length);
    await guarded({ record, id, setting }, (file) => check(file, reference));
  }
  return record;
}

async function check(file: FileUnderCheck, reference: Reference | undefined): Promise<void> {
  if (!reference) return file.record.skip(file.id, "it is no JSON document");
  switch (reference.schema) {
    case "hilum-fill-1":
      return checkFill(file, reference);
    case "hilum-operations-1":
      return checkOperations(file, reference);
    case "hilum-ntxent-1":
      return checkNtXent(file, reference);
    case "hilum-optimisers-1":
      return checkOptimisers(file, reference);
    case "hilum-checkpoint-reference-1":
      return checkCheckpoints(file, reference);
    case "hilum-nn-reference-1":
      return checkNetwork(file, reference);
    case "hilum-nn-paper-size-1":
      return checkPaperSize(file, reference);
    default:
      return file.record.skip(file.id, `the schema ${JSON.stringify(schemaOf(reference))} is not known`);
  }
}

/** Quick files first: an early failure is seen early. */
function rank(reference: Reference | undefined): number {
  if (reference?.schema === "hilum-nn-reference-1") return reference.case.narrow ? 1 : 2;
  return reference?.schema === "hilum-nn-paper-size-1" ? 3 : 0;
}

async function readFiles({ folder }: ConformanceSetting): Promise<ReadFile[]> {
  const names = (await folder.names("nn")).filter((name) => name.endsWith(".json"));
  const files = names.map((name) => ({ id: name.slice(0, -".json".length), path: `nn/${name}` }));
  const checkpoints = (await folder.names("checkpoints")).includes("expected.json");
  if (checkpoints) files.push({ id: "checkpoints", path: "checkpoints/expected.json" });
  return Promise.all(files.map(async ({ id, path }) => ({ id, reference: parsed(await folder.text(path)) })));
}

function parsed(text: string): Reference | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whatever the file says, which need not be one of the known ones. */
function schemaOf({ schema = "none" }: { readonly schema?: string }): string {
  return schema;
}
