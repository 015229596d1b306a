/** The bytes of the int16 voxels 0, 1, 2, … in either byte order. */
export function counting(voxels: number, littleEndian = true): Uint8Array {
  const bytes = new Uint8Array(2 * voxels);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < voxels; i++) view.setInt16(2 * i, i, littleEndian);
  return bytes;
}
