import { describe, expect, test } from "vitest";
import { combat } from "./combat.ts";
import { elasticNet } from "./elastic-net.ts";
import { fittedPipelineFromJson } from "./fitted-pipeline.ts";
import { impute } from "./impute.ts";
import { LearnError } from "../learn-error.ts";
import { logistic } from "./logistic.ts";
import { pipeline } from "./pipeline.ts";
import { selectByTree } from "./select-by-tree.ts";
import { standardise } from "./standardise.ts";
import { svm } from "./svm.ts";
import { syntheticCases } from "./test/small-tables.ts";
import { tree } from "./tree.ts";

const { table: plain, labels } = syntheticCases({ rows: 24, columns: 5 });
const table = { ...plain, batches: plain.rows.map((_, i) => ["A", "B", "C"][i % 3]) };
const models = {
  "rbf SVM": pipeline(impute(), standardise(), selectByTree({ count: 3 }), svm()),
  "linear SVM": pipeline(standardise(), svm({ kernel: "linear" })),
  "logistic regression": pipeline(standardise(), logistic()),
  "elastic net": pipeline(combat(), standardise(), elasticNet({ lambda: 0.05 })),
  tree: pipeline(tree({ maxDepth: 3 })),
};
const hostile: unknown[] = [null, "x", -1, 0.5, 1e308, Number.NaN, true, [], {}, [[]], ["x0"], { step: "impute" }];

/** Paths of all parts of a JSON document. */
function paths(json: unknown, at: (string | number)[] = []): (string | number)[][] {
  if (typeof json !== "object" || json === null) return [at];
  const parts: [string | number, unknown][] = Array.isArray(json) ? [...json.entries()] : Object.entries(json);
  return [at, ...parts.flatMap(([key, part]) => paths(part, [...at, key]))];
}

function replaced(json: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(json)) {
    return json.map((item: unknown, i) => (i === key ? replaced(item, rest, value) : item));
  }
  const entries = typeof json === "object" && json !== null ? Object.entries(json) : [];
  return Object.fromEntries(entries.map(([k, v]) => [k, k === key ? replaced(v, rest, value) : v]));
}

describe.each(Object.entries(models))("a damaged file of a %s", (_name, steps) => {
  const json: unknown = JSON.parse(JSON.stringify(steps.fit(table, labels, { seed: 1 }).toJson()));

  test("is refused as a bad model, or still gives risks in [0, 1]", () => {
    let refused = 0;
    for (const path of paths(json)) {
      for (const value of hostile) {
        try {
          const risks = fittedPipelineFromJson(replaced(json, path, value)).probability(table);
          for (const risk of risks) expect(risk >= 0 && risk <= 1).toBe(true);
        } catch (error) {
          if (!(error instanceof LearnError)) throw error;
          refused++;
        }
      }
    }
    expect(refused).toBeGreaterThan(paths(json).length * 5);
  });

  test("is refused wherever a key is missing", () => {
    for (const path of paths(json)) {
      if (path.length === 0 || typeof path.at(-1) === "number") continue;
      expect(() => fittedPipelineFromJson(replaced(json, path, undefined)), path.join(".")).toThrow(LearnError);
    }
  });
});

test("the message says where, what stands there and what was needed", () => {
  const json = models["logistic regression"].fit(table, labels, { seed: 1 }).toJson();
  const broken = replaced(json, ["transforms", 0, "mean"], [1, 2]);
  expect(() => fittedPipelineFromJson(broken)).toThrow(
    "model.transforms[0].mean is a list of 2, a list of 5 was needed",
  );
  expect(() => fittedPipelineFromJson(replaced(json, ["model", "intercept"], "1; exit()"))).toThrow(
    'model.model.intercept is the text "1; exit()", a finite number was needed',
  );
  expect(() => fittedPipelineFromJson(replaced(json, ["version"], 2))).toThrow("newer Hilum");
  expect(() => fittedPipelineFromJson("{}")).toThrow(LearnError);
});

test("a tree whose nodes lead back to their parents is refused, so that no walk is endless", () => {
  const json = models.tree.fit(table, labels, { seed: 1 }).toJson();
  expect(() => fittedPipelineFromJson(replaced(json, ["model", "nodes", 0, "left"], 0))).toThrow("whole number from 1");
});

test("getters and inherited keys are not touched", () => {
  const json = models["logistic regression"].fit(table, labels, { seed: 1 }).toJson();
  let ran = false;
  const trap = Object.defineProperty({ ...json }, "model", {
    get() {
      ran = true;
      return json.model;
    },
    enumerable: true,
  });
  expect(() => fittedPipelineFromJson(trap)).toThrow(LearnError);
  expect(() => fittedPipelineFromJson(Object.create(json))).toThrow(LearnError);
  expect(ran).toBe(false);
});
