import { filledParameter } from "@hilum/graph/conformance";
import { compareNumbers, compareTensor } from "./compare-tensor.ts";
import type { NetworkReference } from "./network-reference.ts";
import { type BatchCase, type BuiltNetwork, filledBatch, structuresOf } from "./reference-network.ts";
import type { FileUnderCheck } from "./setting.ts";

/** The references print nine digits or more of every number. */
const printed = 1e-7;

/** Compares names, shapes and filled values of parameters and states, their number, and the filled inputs. */
export function checkState({ record, id }: FileUnderCheck, reference: NetworkReference, { graph }: BuiltNetwork): void {
  const { seed } = reference.case;
  const stored = [...graph.parameters, ...graph.states].map(([name, { shape }]) => [name, shape] as const);
  // What MONAI keeps among the states, but follows from the window: a number for each pair of tokens.
  const tables = [...structuresOf(reference.case)].map(([name, { length }]) => [name, square(length)] as const);
  const own = new Map<string, readonly number[]>([...stored, ...tables]);
  for (const { name, shape, first4 = [] } of reference.state) {
    const at = `${id}/state/${name}`;
    const found = own.get(name);
    own.delete(name);
    const first = found && first4.length > 0 ? [...filledParameter(seed, name, found).subarray(0, 4)] : [];
    const same = found?.join() === shape.join();
    const distance = same
      ? Math.max(0, ...first4.map((value, i) => Math.abs(first[i] - value) / Math.max(Math.abs(value), printed)))
      : Infinity;
    record.compare({ id: at, expected: { shape, first4 }, got: { shape: found, first }, distance, tolerance: printed });
  }
  record.same(`${id}/state`, [...own.keys()], []);
  const count = [...graph.parameters.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  record.same(`${id}/parameterCount`, count, reference.parameterCount);
}

/** Compares the filled image and radiomics features. */
export function checkInputs(
  { record, id }: FileUnderCheck,
  reference: Pick<NetworkReference, "input" | "radiomics"> & { readonly case: BatchCase },
): void {
  const { size, batch } = reference.case;
  const { image, radiomics } = filledBatch(reference.case, reference.radiomics?.[0]?.length ?? 10);
  const values = Float32Array.from<number | bigint>(image, Number);
  const got = { values, shape: [batch, 1, ...size] };
  compareTensor(record, { id: `${id}/input`, tag: "input", got, expected: reference.input, tolerance: printed });
  if (reference.radiomics) {
    const numbers = Array.from<number | bigint, number>(radiomics, Number);
    compareNumbers(record, {
      id: `${id}/radiomics`,
      got: numbers,
      expected: reference.radiomics.flat(),
      tolerance: printed,
    });
  }
}

function square(count: number): number[] {
  return [Math.sqrt(count), Math.sqrt(count)];
}
