import type { Value } from "@hilum/graph";
import type { Scope } from "./layers.ts";

/** What a backbone makes of a batch of images. */
export interface BackboneOutput {
  /** Pooled features, [n, width]. */
  readonly features: Value;
  /** The last feature map, [n, width, …spatial], for decoders. */
  readonly map: Value;
}

/** An architecture that turns images into features. */
export interface Backbone {
  readonly name: string;
  /** Name of the layer that gives the classes: `fc`, `class_layers.out`. */
  readonly classifier: string;
  /** Number of pooled features. */
  readonly width: number;
  /** @param image - [n, channels, k, j, i], scaled to [0, 1]. */
  build(scope: Scope, image: Value): BackboneOutput;
}
