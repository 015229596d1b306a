import { nchwcDomain, type NodeWriter } from "../onnx/node-writer.ts";
import type { NodeUse } from "../operation.ts";
import { elementCount } from "../tensor-type.ts";
import type { ConvAttributes } from "./conv.ts";

/**
 * Writes the nodes that 3-D convolutions on blocks of channels are made of; every method returns the name of what it makes.
 *
 * Layouts, b channels to a block: planes [planes, c/b, h, w, b], kernel of one tap [out/b, c/b, taps of the plane, b in, b out].
 */
export class PlaneWriter {
  readonly #writer: NodeWriter;
  readonly #use: NodeUse<ConvAttributes>;
  readonly #block: number;

  constructor(writer: NodeWriter, use: NodeUse<ConvAttributes>, block: number) {
    this.#writer = writer;
    this.#use = use;
    this.#block = block;
  }

  step(type: string, from: readonly string[], settings = {}, domain = ""): string {
    return this.steps(type, from, 1, settings, domain)[0];
  }

  steps(type: string, from: readonly string[], count: number, settings = {}, domain = ""): readonly string[] {
    const names = Array.from({ length: count }, () => this.#writer.temporary(type));
    this.#writer.node(type, from, names, settings, domain);
    return names;
  }

  reshaped(name: string, shape: readonly number[]): string {
    return this.step("Reshape", [name, this.#writer.integers(shape)]);
  }

  constant(shape: readonly number[], elements: readonly number[]): string {
    return this.#writer.constant("float32", shape, elements);
  }

  /** Zeros in front of and behind the second of five axes; fewer than none cuts planes off. */
  padded(name: string, before: number, after: number): string {
    return this.step("Pad", [name, this.#writer.integers([0, before, 0, 0, 0, 0, after, 0, 0, 0])]);
  }

  /** The planes of one axis from `start` to before `end`, every `by`-th. */
  cut(name: string, axis: number, start: number, end: number, by = 1): string {
    const range = [[start], [end], [axis], [by]].map((values) => this.#writer.integers(values));
    return this.step("Slice", [name, ...range]);
  }

  /** So many planes [channels, h, w] in blocks. */
  blocked(name: string, planes: number): string {
    const [, channels, , ...plane] = this.#use.inputTypes[0].shape;
    return this.step("ReorderInput", [this.reshaped(name, [planes, channels, ...plane])], {}, nchwcDomain);
  }

  /** The other way round, for the result. */
  unblocked(name: string): string {
    return this.step("ReorderOutput", [name], { channels: this.#use.outputTypes[0].shape[1] }, nchwcDomain);
  }

  /** The kernel in blocks, taps of its first axis in front: [taps, elements of a tap]. */
  kernelByTap(): string {
    const [out, channels, taps, ...plane] = this.#use.inputTypes[1].shape;
    const b = this.#block;
    const inPlane = elementCount(plane);
    // Outputs become the fastest axis first, so that the second transposition moves whole runs of them.
    const rows = this.reshaped(this.#use.inputs[1], [out, channels * taps * inPlane]);
    const outputsLast = this.step("Transpose", [rows], { perm: [1, 0] });
    const parts = this.reshaped(outputsLast, [channels / b, b, taps, inPlane, out / b, b]);
    return this.reshaped(this.step("Transpose", [parts], { perm: [2, 4, 0, 3, 1, 5] }), [taps, -1]);
  }

  /**
   * The 2-D convolution of so many blocked planes with the kernel of one tap.
   *
   * @param bias - whether the bias is added.
   * @param sum - blocked planes that are added.
   */
  conv(image: string, planes: number, kernel: string, bias: boolean, sum?: string): string {
    const { inputs, inputTypes, attributes } = this.#use;
    const [, channels, , ...plane] = inputTypes[0].shape;
    const [out, , , ...planeKernel] = inputTypes[1].shape;
    const from = [
      this.reshaped(image, [planes, channels, ...plane]),
      this.reshaped(kernel, [out, channels, ...planeKernel]),
      bias ? (inputs[2] ?? "") : "",
      ...(sum === undefined ? [] : [sum]),
    ];
    const geometry = {
      kernel_shape: planeKernel,
      strides: attributes.stride.slice(1),
      pads: [...attributes.before.slice(1), ...attributes.after.slice(1)],
      dilations: attributes.dilation.slice(1),
      group: 1,
    };
    return this.step("Conv", from, geometry, nchwcDomain);
  }
}
