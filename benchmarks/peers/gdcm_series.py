"""Times GDCM reading all slices of a folder, decoded pixels in memory; prints one JSON line.

GDCM reads in the order of the names, without sorting by position and without rescaling to HU.
"""

import argparse
import json
import os
import resource
import statistics
import time
import zlib

import gdcm


def read_series(folder):
    slices = []
    for name in sorted(os.listdir(folder)):
        reader = gdcm.ImageRegionReader()
        reader.SetFileName(os.path.join(folder, name))
        if not reader.ReadInformation():
            raise SystemExit(f"{name}: not readable")
        dims = gdcm.ImageHelper.GetDimensionsValue(reader.GetFile())
        box = gdcm.BoxRegion()
        box.SetDomain(0, dims[0] - 1, 0, dims[1] - 1, 0, 0)
        reader.SetRegion(box)
        pixels = bytearray(reader.ComputeBufferLength())
        if not reader.ReadIntoBuffer(pixels):
            raise SystemExit(f"{name}: its pixels are not readable")
        slices.append(pixels)
    return slices


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    times = []
    slices = []
    for _ in range(arguments.repeat + 1):
        start = time.perf_counter()
        slices = read_series(arguments.folder)
        times.append(time.perf_counter() - start)
    checksum = 0
    for pixels in slices:
        checksum = zlib.crc32(pixels, checksum)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    first, later = times[0], times[1:]
    print(
        json.dumps(
            {"first": first, "min": min(later), "median": statistics.median(later), "peakMiB": peak, "checksum": checksum}
        )
    )


main()
