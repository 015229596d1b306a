import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { escapeHtml, markup, raw } from "./markup.ts";
import { markupProblems } from "./test/markup-checker.ts";

test("an interpolated string cannot open a tag or leave its attribute", () => {
  const name = `<script>"'&`;
  expect(markup`<td title="${name}">${name}</td>`.text).toBe(
    `<td title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;</td>`,
  );
});

test("markup and lists of markup enter unchanged, what is missing prints nothing", () => {
  expect(markup`<ul>${[markup`<li>${1}</li>`, raw("<li>&amp;</li>")]}${undefined}</ul>`.text).toBe(
    "<ul><li>1</li><li>&amp;</li></ul>",
  );
});

test("whatever text stands inside, the markup stays well-formed", () => {
  const anyText = string({ unit: "binary" });
  assert(
    property(anyText, (text) => {
      expect(markupProblems(markup`<p class="${text}">${text}</p>`.text)).toEqual([]);
    }),
  );
});

test("characters that XML forbids become replacement characters, line breaks stay", () => {
  expect(escapeHtml("a\u0000b\u001Fc\uD800d\u0085e\tf\n")).toBe("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\tf\n");
  expect(escapeHtml("Müller 肺 🫁")).toBe("Müller 肺 🫁");
});
