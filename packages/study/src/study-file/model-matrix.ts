import { StudyError } from "../errors.ts";
import { modelSettings } from "./study-schema.ts";
import type { ModelSettings, ModelTemplate } from "./study-schema.ts";

/** More is a mistake in a list: each model is fitted for every fold and seed. */
const mostModels = 1000;

/**
 * One model for each combination of the lists in an entry; `{key}` in its name is replaced by the value of that list.
 * Entries that come out equal in everything but their name are merged into the first.
 *
 * @throws StudyError `models` if a name lacks the placeholder of a list, or two different models get one name.
 */
export function expandModels(templates: readonly ModelTemplate[], file: string): ModelSettings[] {
  const models: ModelSettings[] = [];
  const known = new Set<string>();
  const names = new Set<string>();
  const wrong = (message: string) => new StudyError("models", `${file}: models: ${message}`);
  const total = templates.reduce((sum, template) => sum + combinationCount(template), 0);
  if (total > mostModels) throw wrong(`the lists make ${total} models; at most ${mostModels} are run in one study.`);
  for (const model of templates.flatMap(combinations).map((entry) => modelSettings.parse(entry))) {
    const { name, ...rest } = model;
    const content = JSON.stringify(rest);
    if (known.has(content)) continue;
    if (/[{}]/.test(name)) throw wrong(`the name "${name}" has a placeholder that names no list of that entry.`);
    if (!/^[A-Za-z0-9]/.test(name)) throw wrong(`the name "${name}" must begin with a letter or a digit.`);
    if (name.includes("@")) throw wrong(`the name "${name}" may not contain @ (kept for seeds).`);
    if (names.has(name)) {
      throw wrong(`two different models are named "${name}". Give each list a {placeholder} in the name.`);
    }
    known.add(content);
    names.add(name);
    models.push(model);
  }
  return models;
}

function combinationCount(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((product: number, item) => product * combinationCount(item), 1);
}

function combinations(entry: object): object[] {
  const list = firstList(entry, []);
  if (!list) return [entry];
  const key = list.path.at(-1)!;
  return list.values.flatMap((value) => {
    const one = replaced(entry, list.path, value);
    const named = Object.entries(one).map(([field, item]) => [
      field,
      field === "name" && typeof item === "string" ? item.replaceAll(`{${key}}`, String(value)) : item,
    ]);
    return combinations(Object.fromEntries(named));
  });
}

function firstList(
  value: unknown,
  path: readonly string[],
): { path: readonly string[]; values: readonly unknown[] } | undefined {
  if (Array.isArray(value)) return { path, values: value };
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = firstList(item, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** A copy of a nested object in which the field at `path` is `by`. */
function replaced(value: object, [key, ...rest]: readonly string[], by: unknown): object {
  const entries = Object.entries(value).map(([field, item]): [string, unknown] => {
    if (field !== key) return [field, item];
    return [field, rest.length === 0 || typeof item !== "object" || item === null ? by : replaced(item, rest, by)];
  });
  return Object.fromEntries(entries);
}
