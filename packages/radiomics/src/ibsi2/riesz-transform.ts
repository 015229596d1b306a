import type { Volume } from "@hilum/volume";
import { type Check, checkFields, isNumber, isPositive, orNull } from "../field-checks.ts";
import type { Boundary } from "./boundary.ts";
import type { RieszSettings } from "./filter-settings.ts";
import { extended, respondTo, spectrumOf, type Transfer } from "./fourier-filter.ts";
import { rieszFactor, type RieszOrder } from "./riesz-order.ts";
import { alignedResponse } from "./structure-tensor.ts";

/**
 * A Riesz transform of a filter's response: (−i)^L √(L! / l₁! l₂! l₃!) ν₁^l₁ ν₂^l₂ ν₃^l₃ / |ν|^L in the Fourier domain, L = l₁ + l₂ + l₃.
 *
 * @param filter - applied before, to the image continued beyond its edge.
 * @param band - gain of a filter in the Fourier domain.
 * @see IBSI-2 manual (arXiv:2006.05470), section 3.6.
 */
export function rieszResponse(
  image: Volume,
  domain: { readonly dimension: "2D" | "3D"; readonly boundary: Boundary },
  { order, tensorSigma }: RieszSettings,
  filter: (part: Volume) => Volume,
  band: Transfer["gain"] = () => 1,
): Volume<Float64Array> {
  const { image: whole, inner } = extended(image, domain);
  const filtered = filter(whole);
  const spectrum = spectrumOf(filtered, domain);
  const component = (orders: RieszOrder) =>
    inner({ grid: whole.grid, data: respondTo(spectrum, rieszTransfer(orders, band)) });
  if (tensorSigma === null) return component(order);
  return alignedResponse(component, order, { ...domain, sigma: tensorSigma });
}

function rieszTransfer(orders: RieszOrder, band: Transfer["gain"]): Transfer {
  const order = orders.reduce((sum, l) => sum + l, 0);
  const factor = rieszFactor(orders);
  const [lx, ly, lz = 0] = orders;
  return {
    order,
    gain: (nu, length) => {
      if (length === 0) return 0;
      const passed = band(nu, length);
      return passed === 0 ? 0 : (passed * factor * nu[0] ** lx * nu[1] ** ly * nu[2] ** lz) / length ** order;
    },
  };
}

const isOrder = (value: unknown): value is RieszOrder =>
  Array.isArray(value) &&
  (value.length === 2 || value.length === 3) &&
  value.every((l) => isNumber(l) && Number.isInteger(l) && l >= 0) &&
  value.some((l) => l > 0) &&
  value.reduce((sum: number, l: number) => sum + l, 0) <= 8;

const fields = {
  order: ["two (2D) or three (3D) whole numbers from 0, together 1 to 8", isOrder],
  tensorSigma: orNull(["a positive width in mm", isPositive]),
} satisfies Record<keyof RieszSettings, Check>;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What the settings of a Riesz transform must be. */
export const rieszChecks = {
  needed: ["an object { order, tensorSigma }", isObject] satisfies Check,
  orNull: orNull(["an object { order, tensorSigma }", isObject]),
  fields: (found: object) => checkFields(found, fields, "filter setting", "riesz."),
  conflict: ({ order, tensorSigma }: RieszSettings, dimension: "2D" | "3D"): string | undefined => {
    const needed = dimension === "3D" ? 3 : 2;
    if (order.length !== needed) return `${dimension} needs ${needed} orders, riesz.order has ${order.length}`;
    if (tensorSigma !== null && order.some((l) => l % 2 === 1))
      return "the structure tensor has directions without a sign: riesz.order may only hold even numbers where tensorSigma is set";
    return undefined;
  },
};
