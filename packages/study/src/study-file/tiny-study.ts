import { isNetwork } from "./model-schema.ts";
import type { Study } from "./study-file.ts";

/** Enough for every network: DenseNet halves five times. */
const crop = [32, 32, 32] as const;
const widthFactor = 1 / 8;
const epochs = 2;
const batch = 4;

/**
 * The same study so small that it ends in minutes: 107 features instead of more, networks of an eighth of their width on crops of
 * 32³ voxels, two epochs in batches of four. Everything else stays, so that whoever has tried this has tried every step; the results
 * say nothing.
 */
export function tinyStudy(study: Study): Study {
  return {
    ...study,
    name: `${study.name}-tiny`,
    description: `A trial at tiny scale, whose numbers say nothing. ${study.description}`,
    radiomics: { preset: "pyradiomics", resampleMask: study.radiomics.resampleMask },
    models: study.models.map((model) =>
      isNetwork(model)
        ? {
            ...model,
            width: model.width * widthFactor,
            image: { ...model.image, crop },
            training: { ...model.training, epochs, batch, microBatch: batch },
          }
        : model,
    ),
  };
}
