"""
The lab's random numbers. There is no state: draw i of a key is a function of the key and i, so any picture, batch or
mask can be drawn alone and in any order, with the same bits as in the browser.
"""

from __future__ import annotations

import numpy as np

MASK = 0xFFFFFFFF
# The odd number nearest 2^32 / golden ratio: its multiples are spread evenly over the 32-bit numbers.
GOLDEN = 0x9E3779B9
ROOT = 0x5EED

PURPOSES = {
    "init": 100000,
    "shuffle": 100001,
    "flip": 100002,
    "shift": 100003,
    "dropout": 100004,
    "dynamic": 100005,
    "labelled": 100006,
    "cutout": 100009,
    "jitter": 100010,
    "grey": 100011,
    "combining": 100012,
}


def mix32(x: int) -> int:
    """Mixes the bits of an integer (the finaliser "16 21f0aaad 15 735a2d97 15" of hash-prospector)."""
    x &= MASK
    x = ((x ^ (x >> 16)) * 0x21F0AAAD) & MASK
    x = ((x ^ (x >> 15)) * 0x735A2D97) & MASK
    return x ^ (x >> 15)


def extend(key: int, part: int) -> int:
    """The key of a part under a key."""
    return mix32(key ^ mix32((part + 1) * GOLDEN))


def derive(*parts: int) -> int:
    """Folds integers, in order, into one 32-bit key."""
    key = ROOT
    for part in parts:
        key = extend(key, part)
    return key


def stream_key(seed: int, purpose: str, *path: str | int) -> int:
    """The key of a named stream; texts are folded over their UTF-8 bytes first."""
    key = derive(seed, PURPOSES[purpose])
    for part in path:
        key = extend(key, derive(*part.encode()) if isinstance(part, str) else part)
    return key


def draws_at(key: int, i: np.ndarray) -> np.ndarray:
    """Draws i = 1, 2, … of a key: unsigned 32-bit integers, held in 64 bits."""
    x = (np.uint64(key) + i.astype(np.uint64) * np.uint64(GOLDEN)) & np.uint64(MASK)
    x = ((x ^ (x >> np.uint64(16))) * np.uint64(0x21F0AAAD)) & np.uint64(MASK)
    x = ((x ^ (x >> np.uint64(15))) * np.uint64(0x735A2D97)) & np.uint64(MASK)
    return x ^ (x >> np.uint64(15))


def draw_at(key: int, i: int) -> int:
    """Draw i = 1, 2, … of a key: an unsigned 32-bit integer."""
    return mix32(key + i * GOLDEN)


def unit_at(key: int, i: int) -> float:
    """Draw i of a key, uniform in [0, 1)."""
    return draw_at(key, i) / 2**32


def below_at(key: int, i: int, n: int) -> int:
    """Draw i of a key, a whole number from 0 to n - 1."""
    return (draw_at(key, i) * n) >> 32


def permutation(key: int, n: int) -> np.ndarray:
    """A random order of 0 … n - 1: Fisher and Yates' shuffle from the end."""
    places = np.arange(n - 1, 0, -1, dtype=np.uint64)
    partners = (draws_at(key, np.uint64(n) - places) * (places + np.uint64(1))) >> np.uint64(32)
    order = list(range(n))
    for place, partner in zip(places.tolist(), partners.tolist()):
        order[place], order[partner] = order[partner], order[place]
    return np.array(order)
