import { describeRadiomics } from "./radiomics-suite.ts";

describeRadiomics("radiomics of the CT phantom in headless Chromium", {
  ct_nifti: ["pyradiomics", "pyradiomics-1781", "olnm-1364", "ibsi"],
});
