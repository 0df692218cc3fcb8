from __future__ import annotations

import math

import numpy as np
from draws import derive, draw_at, draws_at

DISC, SQUARE, TRIANGLE, DIAMOND, CROSS = range(5)
ACROSS, ALONG, CHECKS, DOTS, DIAGONAL, PLAIN = range(6)


class Stream:
    """The draws of one key in order; each method takes exactly one."""

    def __init__(self, key: int):
        self.key = key
        self.drawn = 0

    def u32(self) -> int:
        self.drawn += 1
        return draw_at(self.key, self.drawn)

    def unit(self) -> float:
        return self.u32() / 2**32

    def range(self, low: float, high: float) -> float:
        return low + (high - low) * self.unit()

    def below(self, n: int) -> int:
        return math.floor(self.unit() * n)

    def normal(self) -> float:
        """Roughly normal: the sum of a draw's four bytes."""
        draw = self.u32()
        return ((draw & 255) + ((draw >> 8) & 255) + ((draw >> 16) & 255) + (draw >> 24) - 510) / 147.8


def normals(key: int, count: int) -> np.ndarray:
    draws = draws_at(key, np.arange(1, count + 1))
    return (sum(((draws >> np.uint64(shift)) & np.uint64(255)).astype(float) for shift in (0, 8, 16, 24)) - 510) / 147.8


def colour_of(hue: float, saturation: float, value: float) -> tuple[float, float, float]:
    """Red, green and blue from hue (in turns), saturation and value."""
    turn = hue - math.floor(hue)
    sector = math.floor(turn * 6)
    along = turn * 6 - sector
    low = value * (1 - saturation)
    falling = value * (1 - saturation * along)
    rising = value * (1 - saturation * (1 - along))
    return [
        (value, rising, low),
        (falling, value, low),
        (low, value, rising),
        (low, falling, value),
        (rising, low, value),
        (value, low, falling),
    ][sector % 6]


def rotation_of(t: float) -> tuple[float, float]:
    """Cosine and sine of twice the angle whose tangent is t: no function whose last digit differs between machines."""
    length = 1 + t * t
    return (1 - t * t) / length, 2 * t / length


def distance(primitive: int, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Signed distance to the outline of a shape of about unit radius, negative inside."""
    right, up = np.abs(x), np.abs(y)
    if primitive == DISC:
        return np.sqrt(x * x + y * y) - 1
    if primitive == SQUARE:
        return np.maximum(right, up) - 0.88
    if primitive == TRIANGLE:
        return np.maximum(np.maximum(0.866 * x + 0.5 * y, -0.866 * x + 0.5 * y) - 0.55, -y - 0.75)
    if primitive == DIAMOND:
        return (right + up) * 0.7071 - 0.78
    return np.maximum(np.minimum(right, up) - 0.38, np.maximum(right, up) - 1)


def triangle_wave(u: np.ndarray) -> np.ndarray:
    return 1 - np.abs(2 * (u - np.floor(u)) - 1)


def sharpen(value: np.ndarray) -> np.ndarray:
    return np.clip((value - 0.5) * 3 + 0.5, 0, 1)


def texture(kind: int, x: np.ndarray, y: np.ndarray, frequency: float, phase0: float, phase1: float) -> np.ndarray:
    """Brightness of a pattern, 0 to 1."""
    if kind == ACROSS:
        return sharpen(triangle_wave(y * frequency + phase0))
    if kind == ALONG:
        return sharpen(triangle_wave(x * frequency + phase0))
    if kind == CHECKS:
        a, b = sharpen(triangle_wave(x * frequency + phase0)), sharpen(triangle_wave(y * frequency + phase1))
        return a + b - 2 * a * b
    if kind == DOTS:
        return sharpen(triangle_wave(x * frequency + phase0) * triangle_wave(y * frequency + phase1) * 1.3)
    if kind == DIAGONAL:
        return sharpen(triangle_wave((x + y) * 0.7071 * frequency + phase0))
    return np.full_like(x, 0.75)


def lattice_noise(key: int, right: np.ndarray, down: np.ndarray, cells: int) -> np.ndarray:
    """Smooth noise on a lattice, 0 to 1."""
    across, along = right * cells, down * cells
    column, row = np.floor(across).astype(np.int64), np.floor(along).astype(np.int64)
    u, v = across - column, along - row
    u, v = u * u * (3 - 2 * u), v * v * (3 - 2 * v)

    def point(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return draws_at(key, b * (cells + 2) + a + 1) / 2**32

    upper = point(column, row) * (1 - u) + point(column + 1, row) * u
    lower = point(column, row + 1) * (1 - u) + point(column + 1, row + 1) * u
    return upper * (1 - v) + lower * v


class Painter:
    """Paints pictures of one size and difficulty: background, clutter, part, body, occluder, light, noise."""

    def __init__(self, size: int, difficulty: float):
        self.size = size
        self.difficulty = difficulty
        self.pixel = 2 / size
        centres = (2 * np.arange(size) + 1) / size - 1
        # x to the right and y upwards, from -1 to 1, pixel by pixel.
        self.x = np.tile(centres, size)
        self.y = -np.repeat(centres, size)
        self.right, self.down = (self.x + 1) * 0.5, (-self.y + 1) * 0.5

    def coverage(self, outside: np.ndarray) -> np.ndarray:
        return np.clip(0.5 - outside / self.pixel, 0, 1)

    def paint(self, thing: dict, key: int, cast: tuple[float, float, float] = (1, 1, 1)) -> np.ndarray:
        """One picture, [size, size, 3] bytes. Every number is drawn, used or not, in the order of these lines."""
        d = self.difficulty
        draw = Stream(key)
        tilt = draw.range(-1, 1) * (0.1 + 0.22 * d)
        scale = draw.range(0.54 - 0.1 * d, 0.58 + 0.02 * d)
        aspect = 1 + draw.range(-1, 1) * 0.22 * d
        centre_x = draw.range(-1, 1) * (0.08 + 0.2 * d)
        centre_y = draw.range(-1, 1) * (0.06 + 0.12 * d) - 0.2
        hue_jitter, free_hue, hue_choice = draw.normal(), draw.unit(), draw.unit()
        saturation, value = draw.range(0.45, 0.95), draw.range(0.55, 1)
        darkening, hue_shift = draw.range(0.3, 0.85), draw.range(-0.12, 0.12)
        frequency_factor = draw.range(1 - 0.25 * d, 1 + 0.25 * d)
        phase0, phase1 = draw.unit(), draw.unit()
        part_hue, part_value = draw.unit(), draw.range(0.35, 1)
        background1 = colour_of(draw.unit(), draw.range(0.05, 0.55), draw.range(0.15, 0.85))
        background2 = colour_of(draw.unit(), draw.range(0.05, 0.55), draw.range(0.15, 0.85))
        light_x, light_y = draw.range(-1, 1), draw.range(-1, 1)
        gain = 1 + draw.range(-1, 1) * 0.3 * d
        occluder_chance, occluder_tilt = draw.unit(), draw.range(-1, 1)
        occluder_side, occluder_offset = draw.below(4), draw.range(0.25, 0.75)
        clutter = math.floor(draw.unit() * (1 + 6 * d))

        image = self.background(key, background1, background2)
        for shape in range(clutter):
            image = self.with_clutter(image, derive(key, 16 + shape))

        cos, sin = rotation_of(tilt)
        dx, dy = self.x - centre_x, self.y - centre_y
        x = (cos * dx + sin * dy) / (scale * aspect * thing["aspect"])
        y = (cos * dy - sin * dx) * aspect / scale
        if "hue" in thing:
            hue = thing["hue"] + 0.06 * hue_jitter if hue_choice < 0.35 else free_hue
        else:
            hue = thing["body_hue"] + 0.03 * hue_jitter
            part_hue = thing["part_hue"] + 0.03 * hue_jitter
        lean_cos, lean_sin = rotation_of(thing["part_tilt"])
        size = thing["part_size"]
        u = (x - -lean_sin * thing["part_distance"]) / size
        v = (y - lean_cos * thing["part_distance"]) / size
        opacity = self.coverage(distance(thing["part"], u, v) * size * scale)
        brightness = np.ones_like(u)
        if thing["part_texture"] is not None:
            frequency = thing["frequency"] * 0.8 * frequency_factor
            brightness = texture(thing["part_texture"], u, v, frequency, phase1, phase0) * (1 - darkening) + darkening
        image = blend(image, colour_of(part_hue, saturation, part_value), brightness, opacity)
        opacity = self.coverage(distance(thing["body"], x, y) * scale)
        pattern = texture(thing["body_texture"], x, y, thing["frequency"] * frequency_factor, phase0, phase1)
        light = colour_of(hue, saturation, value)
        dark = colour_of(hue + hue_shift, saturation, value * darkening)
        body = [b + (a - b) * pattern for a, b in zip(light, dark)]
        image = [below + (above - below) * opacity for below, above in zip(image, body)]

        if occluder_chance < 0.45 * d:
            cos, sin = rotation_of(occluder_tilt * 0.41)
            normal = (-sin, cos) if occluder_side % 2 == 1 else (cos, sin)
            across = normal[0] * dx + normal[1] * dy
            offset = occluder_offset * scale * (1 if occluder_side < 2 else -1)
            image = blend(image, background2, np.ones_like(across), self.coverage(np.abs(across - offset) - 0.15))

        light = gain * (1 + 0.25 * d * (light_x * self.x + light_y * self.y))
        noise = normals(derive(key, 7), 3 * self.size**2).reshape(-1, 3) * (0.02 + 0.05 * d)
        lit = np.stack([channel * light * factor for channel, factor in zip(image, cast)], axis=1) + noise
        picture = np.floor(np.clip(lit, 0, 1) * 255 + 0.5).astype(np.uint8)
        return picture.reshape(self.size, self.size, 3)

    def background(self, key: int, first: tuple, second: tuple) -> list[np.ndarray]:
        octaves = [(1, 3, 4), (2, 6, 2), (3, 12, 1)]
        noise = np.zeros_like(self.x)
        for octave, cells, weight in octaves:
            noise = noise + weight * lattice_noise(derive(key, octave), self.right, self.down, cells)
        ratio = np.clip((noise / 7 - 0.5) * 2.2 + 0.5, 0, 1)
        return [a + (b - a) * ratio for a, b in zip(first, second)]

    def with_clutter(self, image: list[np.ndarray], key: int) -> list[np.ndarray]:
        draw = Stream(key)
        primitive, pattern_kind = draw.below(5), draw.below(6)
        x, y, radius = draw.range(-1, 1), draw.range(-1, 1), draw.range(0.12, 0.34)
        cos, sin = rotation_of(draw.range(-1, 1))
        colour = colour_of(draw.unit(), draw.range(0.1, 0.9), draw.range(0.2, 1))
        frequency, phase0, phase1, darkening = draw.range(1, 2), draw.unit(), draw.unit(), draw.range(0.3, 0.8)
        u0, v0 = (self.x - x) / radius, (self.y - y) / radius
        u, v = cos * u0 + sin * v0, cos * v0 - sin * u0
        opacity = self.coverage(distance(primitive, u, v) * radius) * 0.85
        brightness = texture(pattern_kind, u, v, frequency, phase0, phase1) * (1 - darkening) + darkening
        return blend(image, colour, brightness, opacity)


def blend(image: list[np.ndarray], colour: tuple, brightness: np.ndarray, opacity: np.ndarray) -> list[np.ndarray]:
    """Moves every pixel towards a colour times a brightness."""
    return [below + (above * brightness - below) * opacity for below, above in zip(image, colour)]
