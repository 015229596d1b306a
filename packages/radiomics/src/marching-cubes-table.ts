/**
 * The surface inside one cube of eight voxel centres, for every pattern of inside and outside: marching cubes after
 * Lorensen & Cline (1987) with the triangulation of P. Bourke's table, of which PyRadiomics uses one half.
 *
 * Corner c of the cube is (c & 1, c >> 1 & 1, c >> 2); a pattern has bit c set if corner c is inside. A vertex lies in the
 * middle of a cube edge and is named by one hexadecimal digit: 0-3 the edges along x, 4-7 along y, 8-b along z, each four
 * ordered by the two other coordinates, the lower axis first. Three digits make a triangle, counter-clockwise seen from
 * outside. Only patterns with corner 7 outside are listed ("-" is empty): the others have the complement's triangles, turned
 * round. Faces with two diagonal corners inside are cut alike in both halves of the table, so a mesh has holes there;
 * they are part of PyRadiomics' definition.
 */
const triangleCode =
  "- 048 095 485589 1a4 01a0a8 0951a4 1a55a989a 15b 04815b 09119b 14818b89b 45b4ba 05b0b88ba 09449a9ba " +
  "89b8ba 286 042246 095286 256295465 1a4286 0121a22a6 0951a4286 1951a929a2a6 15b286 04215b246 " +
  "09119b286 14616919b296 28645b4ba 05225a2a65ba 09428649a9ba 29a2a69ba 279 048279 027075 278475487 " +
  "1a4279 01a0a8279 0270751a4 1751871a8278 15b279 04815b279 02112717b 14717b248274 27945b4ba " +
  "05b0b82798ba 02707a0a47ba 2787b88ba 679698 049467479 065086567 465567 1a4679698 0191691a6679 " +
  "0851a4567586 1a55675a6 15b679698 04915b467479 08117b187678 14717b467 45b4ba679698 05b0670790a60ba " +
  "06707b0860a40ba 67a7ba 36a 03604a0680a3 09536a 34a354368389395 136164 013036068 094139195369496 " +
  "135368385589 15a35b36556a 05814a36b5685b6 06109616a36b69b 14a36b68b89b 36b4565b6 05836b5685b6 " +
  "06409b0b636b 36b68b89b 28338a 03204334a 08525329535a58a 29334a394495 128132184 012132 084125132295 " +
  "125132295 15a25328535b58a 03205b0b314a 08a0a129b2b3 14a29b2b3 28335b385458 03205b0b3 08429b2b3 " +
  "29b2b3 26937939a6a9 03704307926834a 02a0a526a37a5a7 26834a374475 139194269379496 013039268379 " +
  "024135264375 135268375 15919a26a2a937b 05914a26837b 02112a26a37b 14a26837b 25926537b456 05926837b " +
  "02426437b 26837b 37939a8a9 03704307934a 07508a0a737a 34a374475 137178184798 013039379 084135375 " +
  "135375 15a37b59a8a9 05914a37b 08a0a137b 14a37b 37b458598 05937b 08437b 37b";
/** One triangle: its corners in half voxels from the cube's corner 0 (each 0, 1 or 2), nine numbers. */
export type Triangle = readonly number[];

/** The triangles of each of the 256 patterns, normals pointing out of the inside. */
export const cubeTriangles: readonly (readonly Triangle[])[] = decode(triangleCode);

function decode(code: string): Triangle[][] {
  const half = code.split(" ").map((digits) => (digits.match(/[0-9a-b]{3}/g) ?? []).map(triangle));
  const whole = half.concat(half.map((_, pattern) => half[127 - pattern].map(turned)));
  return whole;
}

function triangle(digits: string): Triangle {
  return Array.from(digits, (digit) => edgeMiddle(Number.parseInt(digit, 16))).flat();
}

function edgeMiddle(edge: number): number[] {
  const middle = [2 * (edge & 1), 2 * ((edge >> 1) & 1)];
  middle.splice(edge >> 2, 0, 1);
  return middle;
}

function turned([ax, ay, az, bx, by, bz, cx, cy, cz]: Triangle): Triangle {
  return [ax, ay, az, cx, cy, cz, bx, by, bz];
}
