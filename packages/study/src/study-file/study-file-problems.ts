import { isMap, isPair, isScalar } from "yaml";
import type { Document, LineCounter } from "yaml";
import type { z } from "zod";
import { nearestName, suggestion } from "../nearest-name.ts";
import { knownFields } from "./schema-fields.ts";

/** All problems of a file, one a line, in the order in which they stand there. */
export function describeProblems(
  issues: readonly z.core.$ZodIssue[],
  document: Document,
  lines: LineCounter,
  file: string,
): string {
  const found = issues
    .flatMap((issue) => problemsOf(issue, document))
    .map(({ path, message }) => ({ line: lineOf(path, document, lines), path, message }));
  found.sort((a, b) => a.line - b.line);
  const shown = found.slice(0, 20).map(({ line, path, message }) => {
    const field = path.length === 0 ? "the study" : path.map(String).join(".");
    return `${file}, line ${line}: ${field}: ${message}`;
  });
  if (found.length > shown.length) shown.push(`... and ${found.length - shown.length} more.`);
  return shown.join("\n");
}

type Path = readonly PropertyKey[];

function problemsOf(issue: z.core.$ZodIssue, document: Document): { path: Path; message: string }[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownField([...path, key], path));
  if (issue.code === "invalid_union" && issue.discriminator === undefined) return problemsOfUnion(issue, document);
  const found: unknown = document.getIn(path);
  if (issue.code === "invalid_union") {
    return [{ path, message: choice(found, "options" in issue ? (issue.options ?? []).map(String) : []) }];
  }
  if (issue.code === "invalid_value") return [{ path, message: choice(found, issue.values.map(String)) }];
  return [{ path, message: `${expectation(issue)}, found ${shown(found)}.` }];
}

function unknownField(full: Path, path: Path): { path: Path; message: string } {
  return { path: full, message: `unknown field. ${suggestion(String(full.at(-1)), knownFields(path))}` };
}

/** Of the forms that a field may have, the one that got furthest is the one the user meant. */
function problemsOfUnion(issue: z.core.$ZodIssueInvalidUnion, document: Document): { path: Path; message: string }[] {
  const branches = issue.errors.filter((errors) => errors.length > 0);
  const deepest = branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
  if (depth(deepest) > 0) {
    return deepest.flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, document));
  }
  const expected = branches.map((errors) => expectation(errors[0]!).replace(/^expected /, ""));
  const text = [...new Set(expected)].join(" or ");
  return [{ path: issue.path, message: `expected ${text}, found ${shown(document.getIn(issue.path))}.` }];
}

function choice(found: unknown, options: readonly string[]): string {
  const text = isScalar(found) ? found.value : found;
  const near = typeof text === "string" ? nearestName(text, options) : undefined;
  return `expected ${options.join(" or ")}, found ${shown(found)}.${near === undefined ? "" : ` Did you mean "${near}"?`}`;
}

const typeNames: Readonly<Record<string, string>> = {
  object: "a block of fields",
  record: "a block of fields",
  array: "a list",
  int: "a whole number",
};

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `expected ${typeNames[issue.expected] ?? `a ${issue.expected}`}`;
  if (issue.code === "too_small") {
    const kind = issue.origin === "array" ? "a list of" : "a number of";
    return `expected ${kind} at least ${issue.minimum}${issue.inclusive === false ? " (exclusive)" : ""}`;
  }
  if (issue.code === "too_big") return `expected at most ${issue.maximum}`;
  if (issue.code === "invalid_value") return `expected ${issue.values.map(String).join(" or ")}`;
  return issue.message;
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)));
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const plain: unknown = isScalar(value) ? value.value : value;
  if (plain === null) return "nothing";
  if (isMap(plain)) return "a block of fields";
  if (typeof plain === "object") return "a list";
  const text = JSON.stringify(plain);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** Line of a field, or of the nearest thing around it that stands in the file. */
function lineOf(path: Path, document: Document, lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      if (pair && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (node !== null && typeof node === "object" && "range" in node && Array.isArray(node.range)) {
      return lines.linePos(Number(node.range[0])).line;
    }
  }
  return 1;
}
