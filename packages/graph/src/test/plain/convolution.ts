import type { Plain } from "./plain.ts";
import { count } from "./plain.ts";
import type { PerAxis } from "./spatial.ts";
import { imageShape, spatialSize, threeAxes } from "./spatial.ts";

export interface ConvolutionOptions {
  readonly stride?: PerAxis;
  /** Zeros on both sides of an axis. */
  readonly padding?: PerAxis;
  readonly dilation?: PerAxis;
}

/**
 * Cross-correlation, as every network library means convolution: y[o, p] = b[o] + Σ w[o, i, k] · x[i, p·stride − padding + k·dilation].
 *
 * @param x - [n, in, ...spatial], one to three spatial axes.
 * @param w - [out, in, ...kernel].
 * @param b - [out].
 */
export function convolution(x: Plain, w: Plain, b?: Plain, options: ConvolutionOptions = {}): Plain {
  const rank = x.shape.length - 2;
  const [n, channels] = x.shape;
  const [filters] = w.shape;
  const size = spatialSize(x);
  const kernel = spatialSize(w);
  const stride = threeAxes(options.stride ?? 1, rank, 1);
  const padding = threeAxes(options.padding ?? 0, rank, 0);
  const dilation = threeAxes(options.dilation ?? 1, rank, 1);
  const out = size.map((s, a) => Math.floor((s + 2 * padding[a] - dilation[a] * (kernel[a] - 1) - 1) / stride[a]) + 1);
  const shape = imageShape(n, filters, out, rank);
  const values = new Float64Array(count(shape));
  const [depth, height, width] = size;
  const [kd, kh, kw] = kernel;
  const [dz, dy, dx] = dilation;
  const { values: voxels } = x;
  const { values: weights } = w;
  let place = 0;
  for (let sample = 0; sample < n; sample++) {
    for (let filter = 0; filter < filters; filter++) {
      for (let z0 = -padding[0], oz = 0; oz < out[0]; oz++, z0 += stride[0]) {
        for (let y0 = -padding[1], oy = 0; oy < out[1]; oy++, y0 += stride[1]) {
          for (let x0 = -padding[2], ox = 0; ox < out[2]; ox++, x0 += stride[2]) {
            let sum = b ? b.values[filter] : 0;
            for (let channel = 0; channel < channels; channel++) {
              for (let kz = 0; kz < kd; kz++) {
                const iz = z0 + kz * dz;
                if (iz < 0 || iz >= depth) continue;
                for (let ky = 0; ky < kh; ky++) {
                  const iy = y0 + ky * dy;
                  if (iy < 0 || iy >= height) continue;
                  const row = (((sample * channels + channel) * depth + iz) * height + iy) * width;
                  const first = (((filter * channels + channel) * kd + kz) * kh + ky) * kw;
                  for (let kx = 0; kx < kw; kx++) {
                    const ix = x0 + kx * dx;
                    if (ix >= 0 && ix < width) sum += weights[first + kx] * voxels[row + ix];
                  }
                }
              }
            }
            values[place++] = sum;
          }
        }
      }
    }
  }
  return { shape, values };
}

export interface TransposedConvolutionOptions extends ConvolutionOptions {
  /** Extra places at the end of an axis, where a stride leaves the size open. */
  readonly outputPadding?: PerAxis;
}

/**
 * Transposed convolution: every input element stamps the kernel, scaled by it, at p·stride − padding + k·dilation.
 *
 * @param x - [n, in, ...spatial].
 * @param w - [in, out, ...kernel], as PyTorch and ONNX have it.
 * @param b - [out].
 */
export function transposedConvolution(
  x: Plain,
  w: Plain,
  b?: Plain,
  options: TransposedConvolutionOptions = {},
): Plain {
  const rank = x.shape.length - 2;
  const [n, channels] = x.shape;
  const filters = w.shape[1];
  const size = spatialSize(x);
  const kernel = spatialSize(w);
  const stride = threeAxes(options.stride ?? 1, rank, 1);
  const padding = threeAxes(options.padding ?? 0, rank, 0);
  const dilation = threeAxes(options.dilation ?? 1, rank, 1);
  const extra = threeAxes(options.outputPadding ?? 0, rank, 0);
  const out = size.map((s, a) => (s - 1) * stride[a] - 2 * padding[a] + dilation[a] * (kernel[a] - 1) + 1 + extra[a]);
  const shape = imageShape(n, filters, out, rank);
  const values = new Float64Array(count(shape));
  const plane = out[0] * out[1] * out[2];
  if (b) for (let i = 0; i < values.length; i++) values[i] = b.values[Math.floor(i / plane) % filters];
  let from = 0;
  for (let sample = 0; sample < n; sample++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let z = 0; z < size[0]; z++) {
        for (let y = 0; y < size[1]; y++) {
          for (let v = 0; v < size[2]; v++, from++) {
            let weight = channel * filters * kernel[0] * kernel[1] * kernel[2];
            for (let filter = 0; filter < filters; filter++) {
              for (let kz = 0; kz < kernel[0]; kz++) {
                const oz = z * stride[0] - padding[0] + kz * dilation[0];
                for (let ky = 0; ky < kernel[1]; ky++) {
                  const oy = y * stride[1] - padding[1] + ky * dilation[1];
                  for (let kx = 0; kx < kernel[2]; kx++, weight++) {
                    const ox = v * stride[2] - padding[2] + kx * dilation[2];
                    if (oz < 0 || oz >= out[0] || oy < 0 || oy >= out[1] || ox < 0 || ox >= out[2]) continue;
                    const to = (((sample * filters + filter) * out[0] + oz) * out[1] + oy) * out[2] + ox;
                    values[to] += w.values[weight] * x.values[from];
                  }
                }
              }
            }
          }
        }
      }
    }
  }
  return { shape, values };
}
