import { readFileSync } from "node:fs";
import { openStudy } from "@hilum/study/node";
import { centroid, crop, isotropic, resample, window } from "@hilum/volume";
import { readNifti } from "@hilum/volume/nifti";

const study = await openStudy(`${import.meta.dirname}/../lung-nodules/study.yaml`);

/** The shipped nodules without what lies around them: cubes of 32 mm with voxels of 1 mm, -1600 to 400 HU scaled to [0, 1]. */
export const nodules = study.cohort.cases.map(({ image, mask, label, part }) => {
  const [ct, outline] = [image, mask].map((path) => readNifti(readFileSync(study.fileOf(path).path)));
  const grid = isotropic(ct.grid, 1);
  const fine = window(resample(ct, grid, { interpolation: "linear", outside: -1024 }), { level: -600, width: 2000 });
  const voi = resample(outline, grid, { interpolation: "linear", outside: 0 });
  const alone = { grid, data: fine.data.map((value, n) => value * voi.data[n]) };
  return { label, part, voxels: [...crop(alone, { around: centroid(voi), size: [32, 32, 32], outside: 0 }).data] };
});
