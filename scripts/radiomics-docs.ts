import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  families,
  familyNotes,
  featureFormula,
  ibsiColumns,
  ibsiFamilies,
  ibsiSettings,
  measureTable,
} from "@hilum/radiomics";
import type { MeasureRow } from "@hilum/radiomics";

const folder = fileURLToPath(new URL("../docs/radiomics/", import.meta.url));
const remark = "<!-- Written by `npm run docs` from packages/radiomics; do not change by hand. -->";

/** The pages of docs/radiomics by file name: one for each family of each world, and an index. */
export function radiomicsPages(): Map<string, string> {
  const pages = [...pyradiomicsPages(), ...ibsiPages(), measuresPage()];
  const list = (world: string) =>
    pages
      .filter((one) => one.world === world)
      .map(({ file, title, count }) => `- [${title}](${file}): ${count}`)
      .join("\n");
  const index = `# Features, one line each

${remark}

PyRadiomics' definitions ([presets](../radiomics.md) \`pyradiomics\`, \`pyradiomics-851\`, \`pyradiomics-1781\`, \`olnm-1364\`):

${list("pyradiomics")}

IBSI's definitions (presets \`ibsi\`, \`ibsi-digital\`, \`ibsi-A\` to \`ibsi-E\`):

${list("ibsi")}

Beside PyRadiomics' presets, where settings ask for them ([measures.md](../measures.md)):

${list("measures")}
`;
  return new Map([["README.md", index], ...pages.map(({ file, text }): [string, string] => [file, text])]);
}

interface Page {
  readonly world: "pyradiomics" | "ibsi" | "measures";
  readonly file: string;
  readonly title: string;
  readonly count: number;
  readonly text: string;
}

function pyradiomicsPages(): Page[] {
  return [...families.values()].map(({ name, formulas, features }) => ({
    world: "pyradiomics",
    file: `pyradiomics-${name}.md`,
    title: name,
    count: features.length,
    text: page(`\`${name}\`, as PyRadiomics defines it`, name, formulas, [
      ["feature", "name in code", "formula", "unit", "reference"],
      ...features.map((feature) => [
        `\`${feature.pyradiomics}\``,
        feature.key,
        `${featureFormula(feature)}${feature.differs === undefined ? "" : ` (here: ${feature.differs})`}`,
        unit(feature.unit),
        feature.ibsi === undefined ? "PyRadiomics" : `PyRadiomics, IBSI ${feature.ibsi}`,
      ]),
    ]),
  }));
}

function ibsiPages(): Page[] {
  const columns = ibsiColumns(ibsiSettings("ibsi"));
  const endings = new Map<string, string>(
    columns.map(({ feature, aggregation, printed }) => [aggregation, printed.feature.slice(feature.tag.length + 1)]),
  );
  return [...ibsiFamilies.values()].map(({ name, tag, ibsi, formulas, aggregations, features }) => {
    const ways =
      aggregations.length === 0
        ? ""
        : `\n\nEach once for every aggregation asked for; the column's name ends with it: ${aggregations.map((way) => `${way} (\`_${endings.get(way) ?? ""}\`)`).join(", ")}.`;
    return {
      world: "ibsi",
      file: `ibsi-${tag}.md`,
      title: `${name} (\`${tag}\`)`,
      count: features.length,
      text: page(
        `${name} (${ibsi}), as IBSI defines it`,
        name,
        formulas,
        [
          ["feature", "name in the manual", "formula", "unit", "reference"],
          ...features.map((feature) => [
            `\`${tag}_${feature.tag}\``,
            feature.name,
            featureFormula(feature),
            unit(feature.unit),
            `IBSI ${feature.ibsi}`,
          ]),
        ],
        ways,
      ),
    };
  });
}

function measuresPage(): Page {
  const rows: [string, MeasureRow][] = Object.entries(measureTable);
  return {
    world: "measures",
    file: "measures.md",
    title: "measures",
    count: rows.length,
    text: `# \`measures\`: what stages a small lung cancer

${remark}

Columns \`original_measures_FEATURE\`, on the image's own grid; [measures.md](../measures.md) says how they are taken.

${table([
  ["feature", "name in code", "what", "formula", "unit", "reference"],
  ...rows.map(([key, { pyradiomics, name, formula, unit: of, reference }]) => [
    `\`${pyradiomics}\``,
    key,
    name,
    formula,
    unit(of),
    reference,
  ]),
])}
`,
  };
}

function page(
  title: string,
  family: string,
  formulas: string,
  rows: readonly (readonly string[])[],
  more = "",
): string {
  const note = familyNotes.get(family);
  const source = note?.source ? ` Source of the idea: ${note.source}.` : "";
  return `# ${title}

${remark}

${note?.about ?? ""} Reference of every formula: [${formulas.replace("https://", "")}](${formulas}).${source}${more}

${table(rows)}
${note?.symbols ? `\n${note.symbols}.\n` : ""}`;
}

function table([header = [], ...body]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...body.map(line)].join("\n");
}

function unit(text: string): string {
  return text.replace("intensity", "HU").replaceAll("^2", "²").replaceAll("^3", "³");
}

/** Writes the pages, and removes those that are no more. */
async function writePages(): Promise<void> {
  const pages = radiomicsPages();
  await mkdir(folder, { recursive: true });
  for (const old of await readdir(folder)) if (!pages.has(old)) await rm(join(folder, old));
  for (const [file, text] of pages) await writeFile(join(folder, file), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writePages();
