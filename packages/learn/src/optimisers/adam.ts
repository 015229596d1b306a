import { add, div, mul, sqrt, square, sub, type Value } from "@hilum/graph";
import { checkPositive } from "../check-option.ts";
import { checkShare } from "./check-share.ts";
import type { Optimiser, ParameterUpdate } from "./optimiser.ts";

/** Settings of Adam and AdamW. */
export interface AdamOptions {
  /** Decay of the first and second moment; default 0.9 and 0.999. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the second moment; default 1e-8. */
  readonly epsilon?: number;
  /** Adam: added to the gradient as weightDecay · parameter, default 0. AdamW: taken off the parameter, default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam as torch.optim.Adam: parameter − rate · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε); weight decay is added to the gradient.
 *
 * @throws LearnError `bad-option` if betas or decay leave [0, 1) or epsilon is not positive.
 * @see Kingma & Ba, ICLR 2015.
 */
export function adam(options: AdamOptions = {}): Optimiser {
  const { weightDecay = 0 } = options;
  const { scalars, follow } = moments(options);
  checkShare("weightDecay", weightDecay);
  return {
    scalars,
    next: (update) => {
      const { parameter, gradient } = update;
      return sub(parameter, follow(update, weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay))));
    },
  };
}

/**
 * AdamW as torch.optim.AdamW: Adam whose weight decay shrinks the parameter by rate · weightDecay instead of joining the gradient.
 *
 * @throws LearnError `bad-option` if betas or decay leave [0, 1) or epsilon is not positive.
 * @see Loshchilov & Hutter, ICLR 2019.
 */
export function adamw(options: AdamOptions = {}): Optimiser {
  const { weightDecay = 0.01 } = options;
  const { scalars, follow } = moments(options);
  checkShare("weightDecay", weightDecay);
  return {
    scalars: { ...scalars, kept: (rate) => 1 - rate * weightDecay },
    next: (update) => sub(mul(update.parameter, update.scalars["kept"]), follow(update, update.gradient)),
  };
}

/**
 * The step of Adam in ten operations on whole tensors instead of fourteen: the sums Σ β₁ᵏ·g and Σ β₂ᵏ·g² are kept without their factors
 * 1 − β, and all constant factors are gathered in two scalars.
 *
 * With M = m/(1−β₁), V = v/(1−β₂) and c = √((1−β₂)/(1−β₂ᵗ)), rate·(m/(1−β₁ᵗ))/(√(v/(1−β₂ᵗ)) + ε) is
 * stepSize · M/(√V + epsilon) with stepSize = rate·(1−β₁)/(1−β₁ᵗ)/c and epsilon = ε/c.
 */
function moments({ betas: [beta1, beta2] = [0.9, 0.999], epsilon = 1e-8 }: AdamOptions) {
  checkShare("betas[0]", beta1);
  checkShare("betas[1]", beta2);
  checkPositive("epsilon", epsilon);
  const c = (step: number): number => Math.sqrt((1 - beta2) / (1 - beta2 ** step));
  const scalars = {
    stepSize: (rate: number, step: number) => (rate * (1 - beta1)) / (1 - beta1 ** step) / c(step),
    epsilon: (_rate: number, step: number) => epsilon / c(step),
  };
  const follow = ({ scalars, memory, remember }: ParameterUpdate, slope: Value): Value => {
    const [first, second] = [memory("adam.first"), memory("adam.second")];
    const nextFirst = add(mul(first, beta1), slope);
    const nextSecond = add(mul(second, beta2), square(slope));
    remember(first, nextFirst);
    remember(second, nextSecond);
    return mul(div(nextFirst, add(sqrt(nextSecond), scalars["epsilon"])), scalars["stepSize"]);
  };
  return { scalars, follow };
}
