import { GraphError } from "../graph-error.ts";
import type { Graph } from "../graph.ts";
import { elementCount, type Shape } from "../tensor-type.ts";

interface Variable {
  readonly shape: Shape;
  current: Float32Array<ArrayBuffer>;
  spare?: Float32Array<ArrayBuffer> | undefined;
}

/**
 * Parameters and states between runs, by name. Several programs (a training step, an optimiser, an evaluation) can share one
 * store: what one updates, the others see.
 */
export class Variables {
  readonly #table = new Map<string, Variable>();

  /** Declares every parameter and state of a graph, filled with zeros; a name that is already known must have the same shape. */
  declare(graph: Graph): void {
    for (const value of [...graph.parameters.values(), ...graph.states.values()]) this.add(value.name, value.shape);
  }

  /**
   * Declares one variable, filled with zeros, unless it is there already.
   *
   * @throws GraphError `variable-shape` if it is there with another shape.
   */
  add(name: string, shape: Shape): void {
    const known = this.#table.get(name);
    if (!known) {
      this.#table.set(name, { shape, current: new Float32Array(elementCount(shape)) });
    } else if (known.shape.join() !== shape.join()) {
      throw new GraphError(
        "variable-shape",
        `${name} has shape [${known.shape.join(", ")}] here and [${shape.join(", ")}] in the graph.`,
      );
    }
  }

  /**
   * Moves variables into one array, one behind the other, so that a program can work through all of them in slices of equal length.
   *
   * @param multiple - the array's length is rounded up to a multiple of this; what lies behind the last variable is 0.
   * @returns the array; it stays the variables' memory until they are packed again.
   */
  pack(names: readonly string[], multiple: number): Float32Array<ArrayBuffer> {
    const total = names.reduce((sum, name) => sum + this.#find(name).current.length, 0);
    const packed = new Float32Array(Math.ceil(total / multiple) * multiple);
    let start = 0;
    for (const name of names) {
      const variable = this.#find(name);
      const view = packed.subarray(start, start + variable.current.length);
      view.set(variable.current);
      this.bind(name, view);
      start += view.length;
    }
    return packed;
  }

  /** Lets a variable live in the given memory, without copying; its elements are what lies there. */
  bind(name: string, memory: Float32Array<ArrayBuffer>): void {
    const variable = this.#find(name);
    if (memory.length !== variable.current.length) {
      throw new GraphError(
        "variable-shape",
        `${name} has ${variable.current.length} elements; the memory given has ${memory.length}.`,
      );
    }
    variable.current = memory;
    variable.spare = undefined;
  }

  get names(): readonly string[] {
    return [...this.#table.keys()];
  }

  has(name: string): boolean {
    return this.#table.has(name);
  }

  shapeOf(name: string): Shape {
    return this.#find(name).shape;
  }

  /** The elements as they are now. The array is the live buffer: copy it to keep it beyond the next run. */
  get(name: string): Float32Array<ArrayBuffer> {
    return this.#find(name).current;
  }

  /** Sets the elements (copied). */
  set(name: string, elements: ArrayLike<number>): void {
    const variable = this.#find(name);
    if (elements.length !== variable.current.length) {
      throw new GraphError(
        "variable-shape",
        `${name} has ${variable.current.length} elements; ${elements.length} were given.`,
      );
    }
    variable.current.set(elements);
  }

  /** A second buffer of the same size, into which a run writes the next value. */
  spare(name: string): Float32Array<ArrayBuffer> {
    const variable = this.#find(name);
    return (variable.spare ??= new Float32Array(variable.current.length));
  }

  /** Makes the second buffer the current one, without copying. */
  swap(name: string): void {
    const variable = this.#find(name);
    if (!variable.spare) return;
    [variable.current, variable.spare] = [variable.spare, variable.current];
  }

  #find(name: string): Variable {
    const variable = this.#table.get(name);
    if (!variable) throw new GraphError("no-variable", `There is no parameter or state called "${name}".`);
    return variable;
  }
}
