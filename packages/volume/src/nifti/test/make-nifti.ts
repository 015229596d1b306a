/** What a made-up NIfTI file says; the maker shares no code with the reader under test. */
export interface NiftiFacts {
  readonly version: 1 | 2;
  readonly littleEndian: boolean;
  /** dim[1], dim[2], …; its length is dim[0]. */
  readonly dims: readonly number[];
  readonly datatype: { readonly code: number; readonly bits: number };
  /** Stores voxel `i` at byte `at`. */
  readonly put: (view: DataView, at: number, i: number, littleEndian: boolean) => void;
  readonly pixdim: readonly [qfac: number, number, number, number];
  readonly scaling?: readonly [slope: number, intercept: number];
  readonly qform?: { readonly code: number; readonly bcd: readonly number[]; readonly offset: readonly number[] };
  readonly sform?: { readonly code: number; readonly rows: readonly number[] };
  readonly units?: number;
  /** Bytes between header and voxels (extensions). */
  readonly gap?: number;
}

/** An uncompressed NIfTI-1 or NIfTI-2 file, written field by field from nifti1.h and nifti2.h. */
export function makeNifti(facts: NiftiFacts): Uint8Array {
  const { version, littleEndian: le, dims } = facts;
  const one = version === 1;
  const start = (one ? 352 : 544) + (facts.gap ?? 0);
  const count = dims.reduce((a, b) => a * b, 1);
  const width = facts.datatype.bits / 8;
  const bytes = new Uint8Array(start + count * width);
  const view = new DataView(bytes.buffer);
  const real = (at: number, n: number, x: number): void =>
    one ? view.setFloat32(at + 4 * n, x, le) : view.setFloat64(at + 8 * n, x, le);
  const code = (at: number, x: number): void => (one ? view.setInt16(at, x, le) : view.setInt32(at, x, le));

  view.setInt32(0, one ? 348 : 540, le);
  const magic = one ? [0x6e, 0x2b, 0x31, 0] : [0x6e, 0x2b, 0x32, 0, 13, 10, 26, 10];
  bytes.set(magic, one ? 344 : 4);
  view.setInt16(one ? 70 : 12, facts.datatype.code, le);
  view.setInt16(one ? 72 : 14, facts.datatype.bits, le);
  const all = [dims.length, ...dims, 1, 1, 1, 1, 1, 1, 1].slice(0, 8);
  all.forEach((n, d) => (one ? view.setInt16(40 + 2 * d, n, le) : view.setBigInt64(16 + 8 * d, BigInt(n), le)));
  facts.pixdim.forEach((x, i) => real(one ? 76 : 104, i, x));
  if (one) view.setFloat32(108, start, le);
  else view.setBigInt64(168, BigInt(start), le);
  const [slope, intercept] = facts.scaling ?? [1, 0];
  real(one ? 112 : 176, 0, slope);
  real(one ? 116 : 184, 0, intercept);
  if (one) view.setUint8(123, facts.units ?? 2);
  else view.setInt32(500, facts.units ?? 2, le);
  code(one ? 252 : 344, facts.qform?.code ?? 0);
  code(one ? 254 : 348, facts.sform?.code ?? 0);
  facts.qform?.bcd.forEach((x, i) => real(one ? 256 : 352, i, x));
  facts.qform?.offset.forEach((x, i) => real(one ? 268 : 376, i, x));
  facts.sform?.rows.forEach((x, i) => real(one ? 280 : 400, i, x));
  for (let i = 0; i < count; i++) facts.put(view, start + i * width, i, le);
  return bytes;
}
