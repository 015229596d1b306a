import { type Graph, Variables } from "@hilum/graph";
import { averageOf } from "./names.ts";
import { LearnError } from "./learn-error.ts";

/**
 * The averaged model: a store for `graph` (an evaluation graph of the same network) with the moving averages in place of the
 * parameters and running statistics. What training left alone has no average and keeps its value.
 *
 * The tensors are copied, so the store does not change when training goes on.
 *
 * @throws LearnError `no-average` if the variables hold no average at all: train with `average` first.
 */
export function averaged(graph: Graph, variables: Variables): Variables {
  if (!variables.names.some((name) => name.startsWith(averageOf("")))) {
    throw new LearnError(
      "no-average",
      `The ${variables.names.length} variables hold no moving average; train with the option average: { decay: 0.9997 }.`,
    );
  }
  const store = new Variables();
  store.declare(graph);
  for (const name of store.names) {
    const average = averageOf(name);
    store.set(name, variables.get(variables.has(average) ? average : name));
  }
  return store;
}
