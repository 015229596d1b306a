export { VolumeError } from "./volume.ts";
export type { Grid, Mat3, Vec3, Volume, VoxelArray } from "./volume.ts";
