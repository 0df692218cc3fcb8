"""Random changes of training images, in whole numbers as in the lab: mirrored, shifted, recoloured, cut out."""

from __future__ import annotations

from itertools import permutations

import numpy as np

import settings
from draws import below_at, draw_at, stream_key

CHOSEN = settings.AUGMENTATION
# A factor of one.
ONE = 4096
# A byte in the middle: what the authors of CDS pad their first view with.
GREY = 128
# The changes of colour.
BRIGHTNESS, CONTRAST, SATURATION, HUE = range(4)
ORDERS = list(permutations(range(4)))


def changed(image: np.ndarray, row: int, step: int, view: int) -> tuple[np.ndarray, np.ndarray]:
    """
    One image as row `row` of a step's batch sees it: bytes [height, width, channels], and where there is anything.

    Where there is nothing, the network sees zero.
    """
    pixels, there = moved(image, row, step, view)
    pixels = recoloured(pixels, there, row, step, view)
    hole = hole_of(row, step, view, image.shape[:2])
    if hole is not None:
        # Cutout's authors cut the normalised image, CDS's before it is normalised: mean grey here, black there.
        pixels[hole] = 0
        there[hole] = CHOSEN["views"] == "cds"
    return pixels, there


def key_of(purpose: str, step: int, view: int) -> int:
    return stream_key(settings.SEED, purpose, step, view)


def moved(image: np.ndarray, row: int, step: int, view: int) -> tuple[np.ndarray, np.ndarray]:
    """Mirrored and shifted. What is moved in is filled, or not there."""
    if CHOSEN["flip"] and draw_at(key_of("flip", step, view), row + 1) < 2**31:
        image = image[:, ::-1]
    most = CHOSEN["shift"]
    there = np.ones(image.shape[:2], dtype=bool)
    if most == 0:
        return image.astype(np.int64), there
    down, right = (below_at(key_of("shift", step, view), 2 * row + axis, 2 * most + 1) for axis in (1, 2))
    height, width = image.shape[:2]
    place = (slice(down, down + height), slice(right, right + width))
    fill = fill_of(view)
    around = ((most, most), (most, most))
    pixels = np.pad(image.astype(np.int64), (*around, (0, 0)), constant_values=fill or 0)[place]
    return pixels, np.pad(there, around, constant_values=fill is not None)[place]


def fill_of(view: int) -> int | None:
    """The byte that a shift moves in; None for zero of the normalised image."""
    if CHOSEN["views"] == "cds":
        return GREY if view == 0 else 0
    return {"mean": None, "black": 0, "grey": GREY}[CHOSEN["fill"]]


def factor_at(key: int, draw: int, strength: float) -> int:
    most = int(np.floor(strength * ONE + 0.5))
    return ONE - most + below_at(key, draw, 2 * most + 1)


def recoloured(pixels: np.ndarray, there: np.ndarray, row: int, step: int, view: int) -> np.ndarray:
    """Brightness, contrast, saturation and hue in a drawn order; then perhaps only brightness is left."""
    if CHOSEN["views"] == "cds" and view != 1:
        return pixels
    jitter, hue = CHOSEN["jitter"], CHOSEN["hue"]
    key, first = key_of("jitter", step, view), 6 * row + 1
    if (jitter > 0 or hue > 0) and draw_at(key, first) < CHOSEN["jittered"] * 2**32:
        factors = [factor_at(key, first + draw, jitter) for draw in (2, 3, 4)]
        turn = int((factor_at(key, first + 5, hue) - ONE) * 255 / ONE)
        for change in ORDERS[below_at(key, first + 1, len(ORDERS))]:
            if change == HUE:
                pixels = turned(pixels, turn)
                continue
            grey = brightness_of(pixels)
            if change == BRIGHTNESS:
                base = np.zeros_like(grey)
            elif change == CONTRAST:
                base = np.full_like(grey, rounded(grey[there].sum(), max(1, there.sum())))
            else:
                base = grey
            pixels = blended(base[..., None], pixels, factors[change])
    loses = CHOSEN["grey"] > 0 and draw_at(key_of("grey", step, view), row + 1) < CHOSEN["grey"] * 2**32
    if loses and pixels.shape[-1] == 3:
        pixels = np.repeat(brightness_of(pixels)[..., None], 3, axis=-1)
    return pixels


def brightness_of(pixels: np.ndarray) -> np.ndarray:
    if pixels.shape[-1] != 3:
        return pixels[..., 0]
    return (pixels @ np.array([19595, 38470, 7471]) + 0x8000) >> 16


def blended(base: np.ndarray, pixels: np.ndarray, factor: int) -> np.ndarray:
    return np.clip((base * ONE + factor * (pixels - base)) >> 12, 0, 255)


def rounded(a, b):
    """a / b to the nearest whole number, halves up."""
    return (2 * a + b) // (2 * b)


def turned(pixels: np.ndarray, turn: int) -> np.ndarray:
    """The hue turned by 256ths, through HSV in bytes as Pillow has it."""
    if pixels.shape[-1] != 3:
        return pixels
    red, green, blue = np.moveaxis(pixels, -1, 0)
    most = pixels.max(-1)
    spread = most - pixels.min(-1)
    # Grey has no hue.
    range_ = np.maximum(spread, 1)
    sixths = np.where(
        red == most, green - blue, np.where(green == most, 2 * range_ + blue - red, 4 * range_ + red - green)
    )
    sixths = np.where(sixths < 0, sixths + 6 * range_, sixths)
    hue = ((sixths * 255) // (6 * range_) + turn) & 255
    saturation = 255 * range_ // np.maximum(most, 1)
    part = 6 * hue // 255
    within = 6 * hue - 255 * part
    low = rounded(most * (255 - saturation), 255)
    falling = rounded(most * (65025 - saturation * within), 65025)
    rising = rounded(most * (65025 - saturation * (255 - within)), 65025)
    sectors = [
        (most, rising, low),
        (falling, most, low),
        (low, most, rising),
        (low, falling, most),
        (rising, low, most),
        (most, low, falling),
    ]
    # A hue of 255 ends in a sixth sector of its own, which is the first.
    chosen = np.where(part > 5, 0, part)
    result = np.stack([np.choose(chosen, [sector[channel] for sector in sectors]) for channel in range(3)], axis=-1)
    return np.where(spread[..., None] == 0, pixels, result)


def hole_of(row: int, step: int, view: int, size: tuple[int, int]) -> tuple[slice, slice] | None:
    """The square that is cut out; parts of it may lie outside."""
    side = CHOSEN["cutout"]
    if side == 0 or (CHOSEN["views"] == "cds" and view != 0):
        return None
    key = key_of("cutout", step, view)
    starts = [below_at(key, 2 * row + 1 + axis, extent) - side // 2 for axis, extent in enumerate(size)]
    return tuple(slice(max(0, start), max(0, start + side)) for start in starts)
