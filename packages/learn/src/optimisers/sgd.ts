import { add, mul, sub } from "@hilum/graph";
import { checkShare } from "./check-share.ts";
import type { Optimiser } from "./optimiser.ts";

/** Settings of stochastic gradient descent. */
export interface SgdOptions {
  /** Share of the last step that is kept, in [0, 1); default 0. */
  readonly momentum?: number;
  /** Looks ahead along the velocity; default false. */
  readonly nesterov?: boolean;
  /** Added to the gradient as weightDecay · parameter; default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent with momentum, as torch.optim.SGD (no dampening): v ← momentum·v + g, then the parameter goes back
 * by rate·v, or by rate·(g + momentum·v) with Nesterov's look-ahead.
 *
 * @throws LearnError `bad-option` if momentum or decay leave [0, 1).
 * @see Sutskever et al., ICML 2013.
 */
export function sgd({ momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions = {}): Optimiser {
  checkShare("momentum", momentum);
  checkShare("weightDecay", weightDecay);
  return {
    scalars: { rate: (rate) => rate },
    next: ({ parameter, gradient, scalars, memory, remember }) => {
      const slope = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
      if (momentum === 0) return sub(parameter, mul(slope, scalars["rate"]));
      const velocity = memory("sgd.velocity");
      const next = add(mul(velocity, momentum), slope);
      remember(velocity, next);
      const direction = nesterov ? add(slope, mul(next, momentum)) : next;
      return sub(parameter, mul(direction, scalars["rate"]));
    },
  };
}
