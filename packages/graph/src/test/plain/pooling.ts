import type { Plain } from "./plain.ts";
import { count } from "./plain.ts";
import { reduce } from "./reduction.ts";
import type { PerAxis } from "./spatial.ts";
import { imageShape, spatialSize, threeAxes } from "./spatial.ts";

export interface PoolingOptions {
  readonly kernel: PerAxis;
  /** By default the kernel: windows side by side. */
  readonly stride?: PerAxis;
  readonly padding?: PerAxis;
}

export interface AveragePoolingOptions extends PoolingOptions {
  /** Whether zeros of the padding count in the divisor (PyTorch's default), or only places inside the image. */
  readonly countPadding?: boolean;
}

/** The largest element of every window; padding never wins. Sizes are rounded down, as in PyTorch. */
export function maxPooling(x: Plain, options: PoolingOptions): Plain {
  return pooled(x, options, (inside) => Math.max(...inside));
}

/** The mean of every window. */
export function averagePooling(x: Plain, options: AveragePoolingOptions): Plain {
  return pooled(x, options, (inside, window) => {
    const sum = inside.reduce((a, b) => a + b, 0);
    return sum / ((options.countPadding ?? true) ? window : inside.length);
  });
}

/** The mean over all spatial axes, which stay with size 1: [n, c, 1, 1, 1]. */
export function globalAverage(x: Plain): Plain {
  const axes = x.shape.slice(2).map((_, a) => a + 2);
  return reduce("mean", x, { axes, keepDims: true });
}

function pooled(x: Plain, options: PoolingOptions, of: (inside: readonly number[], window: number) => number): Plain {
  const rank = x.shape.length - 2;
  const [n, channels] = x.shape;
  const size = spatialSize(x);
  const kernel = threeAxes(options.kernel, rank, 1);
  const stride = threeAxes(options.stride ?? options.kernel, rank, 1);
  const padding = threeAxes(options.padding ?? 0, rank, 0);
  const out = size.map((s, a) => Math.floor((s + 2 * padding[a] - kernel[a]) / stride[a]) + 1);
  const shape = imageShape(n, channels, out, rank);
  const values = new Float64Array(count(shape));
  let place = 0;
  for (let image = 0; image < n * channels; image++) {
    for (let z = 0; z < out[0]; z++) {
      for (let y = 0; y < out[1]; y++) {
        for (let v = 0; v < out[2]; v++) {
          const inside: number[] = [];
          for (let kz = 0; kz < kernel[0]; kz++) {
            for (let ky = 0; ky < kernel[1]; ky++) {
              for (let kx = 0; kx < kernel[2]; kx++) {
                const iz = z * stride[0] - padding[0] + kz;
                const iy = y * stride[1] - padding[1] + ky;
                const ix = v * stride[2] - padding[2] + kx;
                if (iz < 0 || iz >= size[0] || iy < 0 || iy >= size[1] || ix < 0 || ix >= size[2]) continue;
                inside.push(x.values[((image * size[0] + iz) * size[1] + iy) * size[2] + ix]);
              }
            }
          }
          values[place++] = of(inside, count(kernel));
        }
      }
    }
  }
  return { shape, values };
}
