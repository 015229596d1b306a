import { anyOf, damagedTexts, hostileNames, hostileNumbers } from "./damaged-text.ts";
import type { DamagedText, TextDamage } from "./damaged-text.ts";

/** `count` damaged copies of a study file, the same ones for the same seed. */
export function damagedStudyFile(seed: number, count: number, healthy: string): DamagedText[] {
  return damagedTexts(seed, count, healthy, damages);
}

const depths = [50, 500, 20_000];

const damages: Readonly<Record<string, TextDamage>> = {
  "a hostile field": (text, random) => `${JSON.stringify(anyOf(hostileNames, random))}: 1\n${text}`,
  "a bare __proto__": (text, random) => `${text}\n${anyOf(["__proto__", "constructor"], random)}: { folds: 3 }\n`,
  "a hostile value": (text, random) => withValue(text, random.uniform(), JSON.stringify(anyOf(hostileNames, random))),
  "a hostile number": (text, random) => withValue(text, random.uniform(), anyOf(hostileNumbers, random)),
  "a hostile model name": (text, random) =>
    text.replace(/name: [\w-]+,/, () => `name: ${JSON.stringify(anyOf(hostileNames, random))},`),
  "a hostile test set": (text, random) =>
    text.replace(/tests: \{ \w+:/, () => `tests: { ${JSON.stringify(anyOf(hostileNames, random))}:`),
  "a hostile column": (text, random) => `${text}\ncolumns: { ${JSON.stringify(anyOf(hostileNames, random))}: x }\n`,
  "brackets nested deeply": (text, _random, round) =>
    `${text}\nx: ${"[".repeat(depths[round % 3])}${"]".repeat(depths[round % 3])}\n`,
  "braces that never close": (text, _random, round) => `${text}\nx: ${"{a: ".repeat(depths[round % 3])}\n`,
  "blocks nested deeply": (text, _random, round) => {
    const levels = Math.min(2000, depths[round % 3]);
    return `${text}\n${Array.from({ length: levels }, (_, i) => `${" ".repeat(i)}x:`).join("\n")}\n`;
  },
  "lists nested deeply": (text, _random, round) => `${text}\nx:\n  ${"- ".repeat(depths[round % 3])}1\n`,
  "an alias bomb": (text) =>
    `${text}\n${bomb("[x,x,x,x,x,x,x,x,x]", (name) => `[${Array(9).fill(`*${name}`).join(",")}]`)}`,
  "a bomb of merged keys": (text) =>
    `${text}\n${bomb("{ x: 1 }", (name) => `{ ${Array.from({ length: 9 }, (_, i) => `k${i}: *${name}`).join(", ")} }`)}`,
  "an alias of itself": (text) => `${text}\nx: &x [*x]\n`,
  "an alias of nothing": (text) => `${text}\nx: *nothing\n`,
  "a tag that would run code": (text) => `${text}\nx: !!js/function "function () { process.exit(3) }"\n`,
  "a binary tag": (text) => `${text}\nname: !!binary ${"QUJD".repeat(5000)}\n`,
  "a field twice": (text) => `${text}\nname: again\n`,
  "two documents": (text) => `${text}\n---\n${text}`,
  "tabs for blanks": (text) => text.replaceAll("  ", "\t"),
  "thousands of model combinations": (text) =>
    text.replace(/models:[\s\S]*/, () => {
      const values = Array.from({ length: 60 }, (_, i) => i + 1).join(", ");
      return `models:\n  - { name: "m-{count}-{trees}-{c}", kind: radiomics, select: { method: tree, count: [${values}], trees: [${values}] }, classifier: { kind: svm, c: [${values}] } }\n`;
    }),
  "two thousand models": (text) =>
    text.replace(
      /models:[\s\S]*/,
      () => `models:\n${Array.from({ length: 2000 }, (_, i) => `  - { name: m${i}, kind: radiomics }`).join("\n")}\n`,
    ),
  "fifty thousand seeds": (text) => `${text}\nseeds: [${"1,".repeat(50_000)}1]\n`,
  "a file of two megabytes": (text) => `${text}\n# ${"x".repeat(2_000_000)}\n`,
  "a long regular expression's feast": (text) =>
    `${text}\neligibility: ["${"a".repeat(30_000)} ${" ".repeat(30_000)}!"]\n`,
  JSON: () => '{"name": "x", "cases": "cases.csv", "folds": 5, "models": [{"name": "m", "kind": "radiomics"}]}',
};

/** Replaces the value of the field that lies at the fraction `where` of the file. */
function withValue(text: string, where: number, value: string): string {
  const lines = text.split("\n").filter((line) => line.includes(": "));
  const line = lines[Math.floor(where * lines.length)];
  return text.replace(line, () => line.replace(/: .*/, () => `: ${value}`));
}

function bomb(seed: string, next: (name: string) => string): string {
  const names = "abcdefghij".split("");
  return names.map((name, i) => `z${name}: &${name} ${i === 0 ? seed : next(names[i - 1])}`).join("\n") + "\n";
}
