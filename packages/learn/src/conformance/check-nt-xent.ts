import { cotangents, Graph } from "@hilum/graph";
import { signedValues } from "@hilum/graph/conformance";
import { ntXent } from "../losses/nt-xent.ts";
import { compareTensor, compareVector, compareNumbers } from "./compare-tensor.ts";
import { runOnce } from "./run-program.ts";
import type { FileUnderCheck } from "./setting.ts";

interface FillRule {
  readonly fill: string;
  readonly scale: number;
}

interface NtXentCase {
  readonly name: string;
  readonly labels: readonly number[];
  readonly temperature: number;
  readonly shape: readonly [number, number];
  /** All elements, or the key of the filling rule. */
  readonly embedding: readonly number[] | FillRule;
  readonly f64: {
    readonly loss: number;
    readonly gradient?: readonly number[] | null;
    readonly gradientL2: number;
    readonly gradientProbe: number;
  };
}

/** A file of schema `hilum-ntxent-1`. */
export interface NtXentReference {
  readonly cases: readonly NtXentCase[];
}

/** A cosine of unit rows in float32 is off by a few 2⁻²⁴. */
const cosineNoise = 16 * 2 ** -24;
/** Below this a gradient of the reference is the noise of float64 around zero. */
const vanishing = 1e-12;

/** Checks the contrastive loss and its gradient, by the engine. */
export async function checkNtXent(file: FileUnderCheck, { cases }: NtXentReference): Promise<void> {
  for (const each of cases) await checkCase(file, each);
}

async function checkCase({ record, id, setting }: FileUnderCheck, given: NtXentCase): Promise<void> {
  const { name, labels, temperature, shape, f64 } = given;
  const graph = new Graph();
  const embedding = graph.input("embedding", "float32", shape);
  const loss = ntXent(embedding, graph.input("labels", "int64", [labels.length]), { temperature });
  const [slope] = cotangents(loss, graph.scalar(1), [embedding]);
  const values = elementsOf(given);
  const got = await runOnce(setting, {
    graph,
    outputs: { loss, ...(slope && { slope }) },
    inputs: { embedding: values, labels: BigInt64Array.from(labels, BigInt) },
  });
  const at = `${id}/${name}`;
  // The noise of a cosine is divided by the temperature, and so enters the exponents.
  const relative = cosineNoise / temperature;
  const tolerance = relative * Math.max(1, 0.1 * Math.abs(f64.loss));
  compareNumbers(record, { id: `${at}/loss`, got: got.get("loss")?.values ?? [], expected: [f64.loss], tolerance });

  const found = got.get("slope")?.values ?? new Float32Array(values.length);
  if (f64.gradientL2 < vanishing) {
    // Zero in exact arithmetic: what is left is the cosines' noise, over the shortest row.
    const shortest = Math.min(...rowLengths(values, shape));
    const distance = Math.hypot(...Array.from(found));
    const allowed = relative / Math.max(shortest, vanishing);
    record.compare({ id: `${at}/gradient`, expected: 0, got: distance, distance, tolerance: allowed });
    return;
  }
  const expected = { shape, l2: f64.gradientL2, probe: f64.gradientProbe };
  compareTensor(record, {
    id: `${at}/gradient`,
    tag: "embedding",
    got: { values: found, shape },
    expected,
    tolerance: relative,
  });
  if (f64.gradient) {
    compareVector(record, { id: `${at}/gradientFull`, got: found, expected: f64.gradient, tolerance: relative });
  }
}

function elementsOf({ embedding, shape: [n, width] }: NtXentCase): Float32Array {
  if (!isRule(embedding)) return Float32Array.from(embedding);
  return Float32Array.from(signedValues(embedding.fill, n * width), (s) => embedding.scale * s);
}

function isRule(embedding: readonly number[] | FillRule): embedding is FillRule {
  return !Array.isArray(embedding);
}

function rowLengths(values: Float32Array, [n, width]: readonly [number, number]): number[] {
  return Array.from({ length: n }, (_, row) => Math.hypot(...values.subarray(row * width, (row + 1) * width)));
}
