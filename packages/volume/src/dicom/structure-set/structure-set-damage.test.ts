import { describeDamage } from "../../test/damage-suite.ts";
import { damagedStructureSets, maskOfOnlyRegion } from "./test/damaged-structure-sets.ts";

describeDamage(damagedStructureSets, maskOfOnlyRegion);
