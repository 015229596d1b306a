import type { Vec3 } from "@hilum/volume";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stationaryWavelet } from "./stationary-wavelet.ts";
import { waveletKernel, type WaveletName, waveletNames } from "./wavelet-kernels.ts";

const make = (length: number) => new Float64Array(length);
const axes = [0, 1, 2] as const;
const names = waveletNames.filter((name): name is WaveletName => name.length > 0);

/** Images of even size, down to two voxels. */
const images = fc.tuple(...axes.map(() => fc.integer({ min: 1, max: 5 }))).chain(([i, j, k]) =>
  fc.record({
    size: fc.constant<Vec3>([2 * i, 2 * j, 2 * k]),
    data: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8 * i * j * k, maxLength: 8 * i * j * k }),
  }),
);

describe.each(names)("%s", (name) => {
  const kernel = waveletKernel(name, "double");

  test("is orthonormal: shifts by even numbers are at right angles, low to high always", () => {
    const { low, high } = kernel;
    const product = (a: Float64Array, b: Float64Array, shift: number) =>
      a.reduce((sum, x, n) => sum + x * (b[n + shift] ?? 0), 0);
    for (let shift = 0; shift < low.length; shift += 2) {
      expect(product(low, low, shift)).toBeCloseTo(shift === 0 ? 1 : 0, 12);
      expect(product(high, high, shift)).toBeCloseTo(shift === 0 ? 1 : 0, 12);
      expect(product(low, high, shift)).toBeCloseTo(0, 12);
      expect(product(high, low, shift)).toBeCloseTo(0, 12);
    }
  });

  test("a constant image is 2^(3/2) times itself in LLL and nothing elsewhere", () => {
    const bands = stationaryWavelet(make(64).fill(100), [4, 4, 4], axes, kernel, make);
    expect(bands.map(({ letters }) => letters)).toEqual(["LLL", "LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH"]);
    for (const { letters, data } of bands)
      for (const x of data) expect(x).toBeCloseTo(letters === "LLL" ? 100 * 2 ** 1.5 : 0, 9);
  });

  test("the sub-bands hold eight times the energy of the image", () => {
    fc.assert(
      fc.property(images, ({ size, data }) => {
        const energy = (values: Iterable<number>) => [...values].reduce((sum, x) => sum + x * x, 0);
        const bands = stationaryWavelet(Float64Array.from(data), size, axes, kernel, make);
        const total = bands.reduce((sum, band) => sum + energy(band.data), 0);
        expect(Math.abs(total - 8 * energy(data))).toBeLessThanOrEqual(1e-9 * total);
      }),
      { numRuns: 20 },
    );
  });

  test("along one axis it is a circular convolution whose middle is shifted by half the kernel", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1, maxLength: 9 }), (half) => {
        const line = [...half, ...half.map((x) => x * x)];
        const bands = stationaryWavelet(Float64Array.from(line), [1, line.length, 1], [1], kernel, make);
        for (const [band, taps] of [
          [bands[0], kernel.low],
          [bands[1], kernel.high],
        ] as const)
          band.data.forEach((x, n) => {
            const around = (place: number) => line[((place % line.length) + line.length * 9) % line.length];
            const expected = taps.reduce((sum, tap, t) => sum + tap * around(n + taps.length / 2 - t), 0);
            expect(x).toBeCloseTo(expected, 7);
          });
      }),
    );
  });
});

test("in single precision every product and every sum is rounded", () => {
  const image = Float32Array.from({ length: 16 }, (_, n) => Math.sin(n) * 1000);
  const single = waveletKernel("coif1", "single");
  const [low] = stationaryWavelet(image, [16, 1, 1], [0], single, (length) => new Float32Array(length));
  let expected = 0;
  for (let t = 0; t < 6; t++) expected = Math.fround(expected + Math.fround(single.low[t] * image[8 + 3 - t]));
  expect(low.data[8]).toBe(expected);
  const [exact] = stationaryWavelet(Float64Array.from(image), [16, 1, 1], [0], waveletKernel("coif1", "double"), make);
  expect([...low.data]).not.toEqual([...Float32Array.from(exact.data)]);
});
