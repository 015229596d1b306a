import { fromPyradiomicsParameters } from "../pyradiomics-parameters.ts";
import { RadiomicsError } from "../radiomics-error.ts";
import type { RadiomicsSettings } from "../settings.ts";
import { parseCsv } from "./parse-csv.ts";
import type { TableRow } from "./pyradiomics-table.ts";

/** Rows of PyRadiomics' own baseline that one call of it wrote. */
export interface BaselineCase {
  readonly id: string;
  /** What its image goes by. */
  readonly name: string;
  readonly label: number;
  readonly settings: RadiomicsSettings;
  readonly rows: readonly TableRow[];
}

/**
 * The cases of `baseline_values.csv` with their settings from `baseline_settings.json`.
 *
 * @throws RadiomicsError `bad-reference` if a case has no settings; `unsupported-parameters`.
 */
export function parseBaseline(values: string, settings: string): BaselineCase[] {
  const known = new Map<string, unknown>(Object.entries(mapping(JSON.parse(settings))));
  const rows = parseCsv(values);
  return [...new Set(rows.map((row) => row["case"]))].flatMap((id) => {
    const own = rows.filter((row) => row["case"] === id);
    const calls = mapping(known.get(id))["settings"];
    if (!Array.isArray(calls))
      throw new RadiomicsError("bad-reference", `baseline_settings.json has no settings of the case ${id}.`);
    return calls.map((call: unknown) => {
      const { classes, ...setting } = mapping(call);
      const families = Array.isArray(classes) ? classes.map(String) : own.map((row) => row["class"]);
      const featureClass = Object.fromEntries(families.map((family) => [family, null]));
      const { settings: converted, label = 1 } = fromPyradiomicsParameters({ setting, featureClass });
      return {
        id,
        name: own[0]["image"],
        label,
        settings: converted,
        rows: own
          .filter((row) => families.includes(row["class"]))
          .map((row) => ({
            image: "original",
            family: row["class"],
            feature: row["feature"],
            value: row["baseline_value"],
          })),
      };
    });
  });
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
