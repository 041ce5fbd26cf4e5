#!/usr/bin/env python3
"""Sets a feature in a btrfs file system's first superblock that no kernel knows, as an older kernel meets simple quotas. usage: newer-feature.py FILE"""
import struct
import sys

SUPERBLOCK, SIZE, CHECKSUM, FEATURES = 0x10000, 4096, 32, 0xBC


def crc32c(data):
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ 0x82F63B78 if byte & 1 else byte >> 1
        table.append(byte)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


with open(sys.argv[1], "r+b") as file:
    file.seek(SUPERBLOCK)
    block = bytearray(file.read(SIZE))
    assert block[0x40:0x48] == b"_BHRfS_M"
    features = struct.unpack_from("<Q", block, FEATURES)[0]
    struct.pack_into("<Q", block, FEATURES, features | 1 << 62)
    struct.pack_into("<I", block, 0, crc32c(block[CHECKSUM:]))
    file.seek(SUPERBLOCK)
    file.write(block)
