/** Elements of HTML that have no end tag. */
const VOID = new Set(["meta", "br", "img", "hr", "link"]);

/**
 * What is wrong with a text as XML, or as HTML written like XML: unbalanced tags, repeated or unquoted attributes, bare
 * "<" and "&", characters that XML forbids. An empty list if nothing is.
 */
export function markupProblems(text: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  let rest = text.replace(/^<!doctype html>/i, "").replace(/<style>[^<]*<\/style>/g, "");
  if (/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(rest)) problems.push("forbidden character");
  while (rest.length > 0) {
    const tag = /^<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    if (tag) {
      const [whole, closing, name = "", attributes = "", selfClosing] = tag;
      const names = [...attributes.matchAll(/([\w:-]+)="/g)].map((match) => match[1]);
      if (new Set(names).size < names.length) problems.push(`repeated attribute in ${whole}`);
      if (closing && open.pop() !== name) problems.push(`</${name}> closes another element`);
      if (!closing && !selfClosing && !VOID.has(name)) open.push(name);
      for (const value of attributes.matchAll(/"([^"]*)"/g)) problems.push(...bareAmpersands(value[1] ?? ""));
      rest = rest.slice(whole.length);
      continue;
    }
    if (rest.startsWith("<")) return [...problems, `not a tag: ${rest.slice(0, 80)}`];
    const next = rest.indexOf("<");
    const content = next === -1 ? rest : rest.slice(0, next);
    problems.push(...bareAmpersands(content));
    rest = rest.slice(content.length);
  }
  return open.length > 0 ? [...problems, `left open: ${open.join(", ")}`] : problems;
}

function bareAmpersands(text: string): string[] {
  return /&(?!amp;|lt;|gt;|quot;|#39;)/.test(text) ? [`bare & in ${text.slice(0, 80)}`] : [];
}

/** The text that a reader sees: tags, styles and titles of graphics removed, entities resolved. */
export function visibleText(markup: string): string {
  return markup
    .replace(/<style>[^<]*<\/style>/g, "")
    .replace(/<(title|desc)>[^<]*<\/\1>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/[ \n]+/g, " ");
}
