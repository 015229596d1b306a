import type { z } from "zod";
import { networkMisfit, networkModel } from "../networks/network-model.ts";
import type { NetworkBlocks } from "../networks/network-model.ts";
import { messageOf, StudyError } from "../errors.ts";
import { suggestion } from "../nearest-name.ts";
import type { ClinicalColumn } from "./clinical-schema.ts";
import { isCombined, isNetwork, listFields, modelSettings } from "./model-schema.ts";
import type { CombinedModel, ModelSettings, ModelTemplate } from "./model-schema.ts";

/** More is a mistake in a list: each model is fitted for every fold and seed. */
const mostModels = 1000;

/**
 * One model for each combination of the lists in an entry; `{key}` in its name is replaced by the value of that list.
 * Entries that come out equal in everything but their name are merged into the first.
 *
 * A combination that asks for pre-trained weights where the study names none for its backbone is left out.
 *
 * @param clinical - the study's clinical columns, for models that name none.
 * @param blocks - what the study's networks share.
 * @throws StudyError `models` if a name lacks the placeholder of a list, two different models get one name, or a model's
 *   fields do not fit each other.
 */
export function expandModels(
  templates: readonly ModelTemplate[],
  file: string,
  clinical?: readonly ClinicalColumn[],
  blocks: NetworkBlocks = {},
): { readonly models: readonly ModelSettings[]; readonly leftOut: readonly string[] } {
  const models: ModelSettings[] = [];
  const leftOut: string[] = [];
  const known = new Set<string>();
  const names = new Set<string>();
  const wrong = (message: string) => new StudyError("models", `${file}: models: ${message}`);
  const total = templates.reduce((sum, template) => sum + combinationCount(template), 0);
  if (total > mostModels) throw wrong(`the lists make ${total} models; at most ${mostModels} are run in one study.`);
  for (const parsed of templates.flatMap(combinations).map((entry) => modelSettings.parse(entry))) {
    const model = completed(parsed, clinical, blocks, wrong);
    if (model === undefined) {
      leftOut.push(parsed.name);
      continue;
    }
    const { name, ...rest } = model;
    const content = JSON.stringify(rest);
    if (known.has(content)) continue;
    if (/[{}]/.test(name)) throw wrong(`the name "${name}" has a placeholder that names no list of that entry.`);
    if (!/^[A-Za-z0-9]/.test(name)) throw wrong(`the name "${name}" must begin with a letter or a digit.`);
    if (name.includes("@")) throw wrong(`the name "${name}" may not contain @ (kept for seeds).`);
    if (names.has(name)) {
      throw wrong(`two different models are named "${name}". Give each list a {placeholder} in the name.`);
    }
    const misfit = misfitOf(model);
    if (misfit !== undefined) throw wrong(`"${name}" ${misfit}`);
    known.add(content);
    names.add(name);
    models.push(model);
  }
  const combined = models.filter(isCombined).find((model) => strangePart(model, models) !== undefined);
  if (combined) throw wrong(`"${combined.name}" ${strangePart(combined, models)}`);
  if (models.length === 0) {
    throw wrong(
      `every model asks for pre-trained weights (${leftOut.join(", ")}), and weights: names none for their backbones. Add ` +
        "weights: { pretrained: { resnet18: FILE } }, or take weights: none.",
    );
  }
  return { models, leftOut };
}

/** An entry with what the study says for all, undefined if it is left out. */
function completed(
  model: z.output<typeof modelSettings>,
  ofStudy: readonly ClinicalColumn[] | undefined,
  blocks: NetworkBlocks,
  wrong: (message: string) => StudyError,
): ModelSettings | undefined {
  if (model.kind === "late-fusion" || model.kind === "safe-fusion") return model;
  if (model.kind === "deep" || model.kind === "fusion") {
    try {
      const network = networkModel(model, blocks);
      return network && model.kind === "fusion" ? { ...network, ...clinicalOf(model.clinical, ofStudy) } : network;
    } catch (error) {
      throw wrong(`"${model.name}": ${messageOf(error)}`);
    }
  }
  const { clinical, ...fields } = model;
  return { ...fields, ...clinicalOf(clinical, ofStudy) };
}

/** The clinical columns of a model: its own, else the study's; without any the field is absent. */
function clinicalOf(
  own: readonly ClinicalColumn[] | "none" | undefined,
  ofStudy: readonly ClinicalColumn[] | undefined,
): { readonly clinical?: readonly ClinicalColumn[] } {
  const clinical = own ?? ofStudy;
  return clinical === undefined || clinical === "none" ? {} : { clinical };
}

/** What is wrong with the parts of a combined model, or undefined. */
function strangePart({ of }: CombinedModel, models: readonly ModelSettings[]): string | undefined {
  if (new Set(of).size < of.length) return "names a part twice under of.";
  const parts = models.filter((model) => !isCombined(model)).map(({ name }) => name);
  const stray = of.find((name) => !parts.includes(name));
  if (stray === undefined) return undefined;
  return `is made of "${stray}", which is no model of the study that stands for itself. ${suggestion(stray, parts)}`;
}

/** What in a model's fields does not go together, or undefined. */
function misfitOf(model: ModelSettings): string | undefined {
  if (isCombined(model)) return undefined;
  if (isNetwork(model)) return networkMisfit(model);
  const { kind, clinical, classifier, select, tune } = model;
  if (kind === "clinical" && clinical === undefined) {
    return "reads clinical variables, but neither it nor the study names any. Add clinical: [COLUMN, ...].";
  }
  const tunable = [...Object.keys(classifier), ...(select === "none" ? [] : ["count"])];
  const stray = Object.keys(tune ?? {}).find((key) => !tunable.includes(key));
  if (stray === undefined) return undefined;
  return `tunes ${stray}, which it does not have. It has ${tunable.filter((key) => key !== "kind").join(", ")}.`;
}

function combinationCount(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "object" || value === null) return 1;
  return expandable(value).reduce((product, [, item]) => product * combinationCount(item), 1);
}

/** The fields of a block in which a list makes several models. */
function expandable(block: object): [string, unknown][] {
  return Object.entries(block).filter(([key]) => !listFields.has(key));
}

function combinations(entry: object): object[] {
  const list = firstList(entry, []);
  if (!list) return [entry];
  const key = list.path.at(-1)!;
  return list.values.flatMap((value) => {
    const one = replaced(entry, list.path, value);
    const named = Object.entries(one).map(([field, item]) => [
      field,
      field === "name" && typeof item === "string" ? item.replaceAll(`{${key}}`, placeholderText(value)) : item,
    ]);
    return combinations(Object.fromEntries(named));
  });
}

/** What stands for a value in a model's name; for a file of weights, its name up to the first dot. */
function placeholderText(value: unknown): string {
  if (typeof value !== "object" || value === null || !("file" in value)) return String(value);
  return String(value.file).split(/[\\/]/).at(-1)!.split(".")[0]!;
}

function firstList(
  value: unknown,
  path: readonly string[],
): { path: readonly string[]; values: readonly unknown[] } | undefined {
  if (Array.isArray(value)) return { path, values: value };
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of expandable(value)) {
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
