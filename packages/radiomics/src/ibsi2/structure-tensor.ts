import { symmetricEigen, exp } from "@hilum/numeric";
import type { Volume } from "@hilum/volume";
import type { Boundary } from "./boundary.ts";
import { lineKernel } from "./line-kernel.ts";
import { rieszFactor, type RieszOrder } from "./riesz-order.ts";
import { filterSeparably, type SeparableFilter } from "./separable-filter.ts";

/** Gives a component of a Riesz transform of the filtered image. */
type Component = (orders: RieszOrder) => Volume<Float64Array>;

/**
 * A Riesz transform along directions that turn with the image: at every voxel along the axes of the structure tensor, the first one
 * being that of its largest eigenvalue.
 *
 * The tensor holds the products of the first-order components, averaged by a Gaussian. Only even orders have a value that does not
 * depend on the signs of the axes. IBSI-2 has no consensus on aligned responses.
 *
 * @see IBSI-2 manual (arXiv:2006.05470), section 3.6; Depeursinge et al., IEEE Trans. Image Processing 23 (2014) 898-908.
 */
export function alignedResponse(
  component: Component,
  order: RieszOrder,
  domain: { readonly dimension: "2D" | "3D"; readonly boundary: Boundary; readonly sigma: number },
): Volume<Float64Array> {
  const total = order.reduce((sum, l) => sum + l, 0);
  const tensor = structureTensor(component, order.length, domain);
  // The factors of the product of (axis · ν) over the axes, and every way to take one component from each of them.
  const factors = order.flatMap((l, axis) => Array.from({ length: l }, () => axis));
  const response = memo(component);
  const ways = choices(total, order.length).map((components) => {
    const orders = order.map((_, axis) => components.filter((chosen) => chosen === axis).length);
    return { components, response: response(orders), scale: rieszFactor(order) / rieszFactor(orders) };
  });
  const { grid } = ways[0].response;
  const aligned = new Float64Array(ways[0].response.data.length);
  const matrix = Array.from({ length: order.length * order.length }, () => 0);
  for (let n = 0; n < aligned.length; n++) {
    for (const { row, column, data } of tensor) {
      matrix[row * order.length + column] = data[n];
      matrix[column * order.length + row] = data[n];
    }
    const axes = symmetricEigen(matrix, order.length).vectors;
    for (const way of ways) {
      let weight = way.scale;
      for (let f = 0; f < factors.length; f++) weight *= axes[factors[f]][way.components[f]];
      aligned[n] += weight * way.response.data[n];
    }
  }
  return { grid, data: aligned };
}

function memo(component: Component): Component {
  const known = new Map<string, Volume<Float64Array>>();
  return (orders) => {
    const made = known.get(orders.join()) ?? component(orders);
    known.set(orders.join(), made);
    return made;
  };
}

/** All lists of so many numbers from 0 to n − 1. */
function choices(count: number, n: number): number[][] {
  if (count === 0) return [[]];
  return choices(count - 1, n).flatMap((rest) => Array.from({ length: n }, (_, chosen) => [...rest, chosen]));
}

interface TensorElement {
  readonly row: number;
  readonly column: number;
  readonly data: Float64Array;
}

function structureTensor(
  component: Component,
  axes: number,
  { boundary, sigma }: { readonly boundary: Boundary; readonly sigma: number },
): TensorElement[] {
  const gradient = Array.from({ length: axes }, (_, along) =>
    component(Array.from({ length: axes }, (_zero, axis) => (axis === along ? 1 : 0))),
  );
  const { size, spacing } = gradient[0].grid;
  const [x, y, z] = spacing.map((mm, axis) => (axis < axes ? [gaussian(sigma / mm)] : []));
  const smooth: SeparableFilter = [x, y, z];
  return gradient.flatMap((first, row) =>
    gradient.slice(row).map((second, more) => {
      const products = first.data.map((value, n) => value * second.data[n]);
      return { row, column: row + more, data: filterSeparably(products, size, smooth, boundary) };
    }),
  );
}

function gaussian(sigma: number) {
  const reach = Math.floor(4 * sigma + 0.5);
  const heights = Array.from({ length: 2 * reach + 1 }, (_, n) => exp(-((n - reach) ** 2) / (2 * sigma * sigma)));
  const sum = heights.reduce((total, height) => total + height, 0);
  return lineKernel(heights.map((height) => height / sum));
}
