from __future__ import annotations

from pathlib import Path

import numpy as np
import settings
from draws import derive
from painter import ACROSS, ALONG, CHECKS, DISC, PLAIN, SQUARE, TRIANGLE, Painter
from splits import Images, Splits

# Body and part of each composition, and the textures of the body.
COMPOSITIONS = [(SQUARE, DISC), (DISC, SQUARE), (DISC, TRIANGLE), (TRIANGLE, DISC), (TRIANGLE, SQUARE)]
TEXTURES = [ACROSS, ALONG, CHECKS, PLAIN]


def class_object(label: int) -> dict:
    """What the pictures of a class have in common; textures and compositions make a Latin square."""
    composition, within = divmod(label, 4)
    body, part = COMPOSITIONS[composition]
    return {
        "body": body,
        "part": part,
        "body_texture": TEXTURES[(label + composition) % 4],
        "part_texture": None,
        "hue": ((within * 5 + composition * 3) % 20) / 20,
        "frequency": 1.5,
        "part_tilt": 0.0,
        "part_distance": 1.3,
        "part_size": 0.62,
        "aspect": 1.0,
    }


def load(folder: Path | None = None) -> Splits:
    """Training and test pictures, drawn here: picture i of a split shows class i mod 20."""
    data = settings.DATA
    seed = data["seed"] or settings.SEED
    painter = Painter(int(data["size"]), data["difficulty"])

    def split(number: int, count: int) -> Images:
        labels = np.arange(count) % 20
        pictures = [painter.paint(class_object(i % 20), derive(seed, number, i)) for i in range(count)]
        return Images(np.stack(pictures), labels)

    return Splits(split(0, data["train"]), split(1, data["test"]))
