import { score } from "./number-text.ts";
import { RESEARCH_USE } from "./page.ts";

/** card.md of a fusion: what it is made of; the cards of its parts, which it carries, say the rest. */
export function fusionCard({
  name,
  study,
  description,
  parts,
  threshold,
  thresholdRule,
}: {
  readonly name: string;
  readonly study: string;
  readonly description: string;
  readonly parts: readonly string[];
  readonly threshold: number;
  readonly thresholdRule: string;
}): string {
  return `${[
    `# ${name}`,
    `**${RESEARCH_USE}**`,
    `${description}. Made by the study “${study}”.`,
    "## Parts",
    parts.map((part) => `- [${part}](parts/${part}/card.md)`).join("\n"),
    "Intended use, training cases, inputs, limits and privacy are those of the parts, all together.",
    "## Threshold",
    `A case is called positive if the risk is at least ${score(threshold)} (${thresholdRule}).`,
    "## How to use it",
    "```sh\nhilum predict MODEL IMAGE MASK          # one lesion; MODEL is the folder of this file\nhilum predict MODEL --cases cases.csv --out predictions.csv\n```",
  ].join("\n\n")}\n`;
}
