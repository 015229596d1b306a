import { LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { messageOf, StudyError } from "../errors.ts";
import { expandModels } from "./model-matrix.ts";
import { describeProblems } from "./study-file-problems.ts";
import { studySchema } from "./study-schema.ts";
import type { ModelSettings } from "./model-schema.ts";
import type { StudyDocument } from "./study-schema.ts";
import { refuseDeepNesting } from "./yaml-limits.ts";

/** A study file, read and checked: every default filled in, every list of models expanded. */
export interface Study extends Omit<StudyDocument, "models"> {
  readonly models: readonly ModelSettings[];
  /** Models of the matrix that ask for pre-trained weights which the study does not name. */
  readonly leftOut: readonly string[];
}

const maximumCharacters = 128 * 1024;

/**
 * The study that a YAML text describes.
 *
 * @param text - content of study.yaml; at most 128 KB.
 * @param file - its name, for messages.
 * @throws StudyError `study-file` that names file, line and field, what was expected and found, and the nearest known name.
 */
export function parseStudy(text: string, file = "study.yaml"): Study {
  if (text.length > maximumCharacters) throw new StudyError("study-file", `${file}: larger than 128 KB; not read.`);
  refuseDeepNesting(text, file);
  const lines = new LineCounter();
  let value: unknown;
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, stringKeys: true });
    const problem = document.errors[0];
    if (problem)
      throw new StudyError(
        "study-file",
        `${file}, line ${lines.linePos(problem.pos[0]).line}: not readable YAML: ${firstLine(problem.message)}.`,
      );
    // At most 100 uses of an alias: a few lines must not unfold into gigabytes.
    value = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    if (error instanceof StudyError) throw error;
    throw new StudyError("study-file", `${file}: not readable YAML: ${firstLine(messageOf(error))}.`);
  }
  const parsed = studySchema.safeParse(value);
  if (!parsed.success) throw new StudyError("study-file", describeProblems(parsed.error.issues, document, lines, file));
  const { image, training, weights, clinical } = parsed.data;
  return { ...parsed.data, ...expandModels(parsed.data.models, file, clinical, { image, training, weights }) };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.replace(/[:.]$/, "");
}
