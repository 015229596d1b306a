import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fromPyradiomicsParameters, isPyradiomicsParameters } from "@hilum/radiomics";
import type { FeatureSettings } from "@hilum/radiomics";
import { parse, stringify } from "yaml";
import { messageOf, StudyError } from "../errors.ts";
import { radiomicsSettings } from "../study-file/radiomics-settings.ts";
import { refuseDeepNesting } from "../study-file/yaml-limits.ts";
import { reasonOf } from "./reason-of.ts";
import { version } from "./version.ts";

/** Which features a user asks for. */
export interface ChosenSettings {
  readonly settings: FeatureSettings;
  /** The label that a parameter file of PyRadiomics names. */
  readonly label?: number;
  readonly warnings: readonly string[];
}

/**
 * The settings of a preset; those of a file, which holds a whole preset or changes to one; or those of a parameter file of
 * PyRadiomics, known by its sections.
 *
 * @throws StudyError `missing-file`, `radiomics` that names file and field, and what is not supported.
 */
export async function readFeatureSettings(given: {
  readonly preset?: string | undefined;
  readonly settings?: string | undefined;
}): Promise<ChosenSettings> {
  const preset = given.preset === undefined ? {} : { preset: given.preset };
  if (given.settings === undefined) return { settings: radiomicsSettings(preset, "--preset"), warnings: [] };
  const file = basename(given.settings);
  const content = await readMapping(given.settings);
  if (!isPyradiomicsParameters(content))
    return { settings: radiomicsSettings({ ...content, ...preset }, file), warnings: [] };
  if (given.preset !== undefined)
    throw new StudyError(
      "radiomics",
      `${file}: a parameter file of PyRadiomics says everything itself; leave out --preset ${given.preset}.`,
    );
  try {
    const { settings, label, ignored } = fromPyradiomicsParameters(content);
    const warnings = ignored.length > 0 ? [`${file}: without effect on the values here: ${ignored.join(", ")}.`] : [];
    return { settings, ...(label !== undefined && { label }), warnings };
  } catch (error) {
    throw new StudyError("radiomics", `${file}: ${messageOf(error)}`, { cause: error });
  }
}

async function readMapping(path: string): Promise<Record<string, unknown>> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new StudyError("missing-file", `${path}: not readable (${reasonOf(error)}).`);
  });
  refuseDeepNesting(text, basename(path));
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100, prettyErrors: false });
  } catch (error) {
    throw new StudyError("radiomics", `${basename(path)}: not readable YAML: ${messageOf(error)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new StudyError("radiomics", `${basename(path)}: expected fields such as binWidth: 25, found something else.`);
  }
  return { ...value };
}

/** Settings as a YAML text that `readFeatureSettings` takes back whole. */
export function formatSettings(settings: FeatureSettings): string {
  return `# Radiomics settings of Hilum ${version}. Copy, change, and use them: hilum features IMAGE MASK --settings FILE.yaml\n${stringify(settings)}`;
}
