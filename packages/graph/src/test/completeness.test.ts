import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as api from "../index.ts";
import { buildSample } from "./check-sample.ts";
import { operationCases } from "./operation-cases.ts";

/** Exported functions that do not compute with tensors. */
const notOperations = new Set([
  "checkGraph",
  "compile",
  "cotangents",
  "dropoutMask",
  "elementCount",
  "encodeModel",
  "gradients",
  "Graph",
  "graphToOnnx",
  "GraphError",
  "initialise",
  "outputName",
  "printGraph",
  "requireLegalGraph",
  "Variables",
]);

const exported = Object.entries(api).flatMap(([name, value]) => (typeof value === "function" ? [name] : []));
const operations = exported.filter((name) => !notOperations.has(name));
const covered = new Set(operationCases.flatMap(({ covers }) => covers));

/** Names of the operations that the samples of each case consist of, gradients included. */
const used = new Map(
  operationCases.map(({ name, samples }) => {
    const graphs = fc.sample(samples, 20).map((sample) => buildSample(sample).graph);
    return [name, new Set(graphs.flatMap((graph) => graph.nodes.map((node) => node.operation.name)))] as const;
  }),
);
const usedAnywhere = new Set([...used.values()].flatMap((names) => [...names]));

/** Names that stand in `defineOperation({ name: "…" })`; rows of tables are exported under their own names. */
const folder = new URL("../ops/", import.meta.url);
const defined = readdirSync(folder).flatMap((file) => {
  const source = readFileSync(new URL(file, folder), "utf8");
  return [...source.matchAll(/^\s+name: "(\w+)",$/gm)].map(([, name]) => name);
});

test("every exported operation has a case", () => {
  expect(operations.filter((name) => !covered.has(name))).toEqual([]);
});

test("every case covers operations that are exported", () => {
  expect([...covered].filter((name) => !operations.includes(name))).toEqual([]);
  expect([...notOperations].filter((name) => !exported.includes(name))).toEqual([]);
});

test("every kind of node is part of a case, forwards or in a gradient", () => {
  expect(defined.length).toBeGreaterThan(20);
  expect(defined.filter((name) => !usedAnywhere.has(name))).toEqual([]);
});

test("no case uses a kind of node that is neither exported nor defined by name", () => {
  expect([...usedAnywhere].filter((name) => !defined.includes(name) && !operations.includes(name))).toEqual([]);
});

test("a case that says it covers a kind of node really makes one", () => {
  const claims = operationCases.flatMap(({ name, covers }) => covers.map((operation) => ({ name, operation })));
  const kinds = claims.filter(({ operation }) => usedAnywhere.has(operation));
  expect(kinds.filter(({ name, operation }) => !used.get(name)!.has(operation))).toEqual([]);
});
