import { describeDamage } from "../../test/damage-suite.ts";
import { damagedSegmentations, maskOfOnlySegment } from "./test/damaged-segmentations.ts";

describeDamage(damagedSegmentations, maskOfOnlySegment);
