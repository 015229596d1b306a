import { describeRadiomics } from "./radiomics-suite.ts";

describeRadiomics("radiomics in headless Chromium", {
  synthetic: ["pyradiomics", "pyradiomics-1781", "olnm-1364", "ibsi"],
  digital: ["pyradiomics", "olnm-1364", "ibsi-digital"],
});
