from __future__ import annotations

from pathlib import Path

import numpy as np
import settings
from draws import derive
from painter import Painter, Stream
from splits import Images, Splits

# Colour casts of the four cameras.
CAMERAS = [(1, 1, 1), (1.1, 0.95, 0.8), (0.8, 0.95, 1.12), (0.9, 1.05, 0.9)]
FIRST_TEST_IDENTITY = 5000
TEST_VIEWS = 8


def identity_object(seed: int, identity: int) -> dict:
    """What the pictures of one identity have in common."""
    draw = Stream(derive(seed, 1000, identity))
    body, part = draw.below(5), draw.below(5)
    # All textures but plain.
    body_texture, part_texture = draw.below(5), draw.below(5)
    body_hue, part_hue = draw.unit(), draw.unit()
    return {
        "body": body,
        "part": part,
        "body_texture": body_texture,
        "part_texture": part_texture,
        "body_hue": body_hue,
        "part_hue": part_hue,
        "frequency": draw.range(1.2, 2),
        "part_tilt": draw.range(-0.45, 0.45),
        "part_distance": draw.range(1, 1.3),
        "part_size": draw.range(0.45, 0.65),
        "aspect": draw.range(0.8, 1.25),
    }


def load(folder: Path | None = None) -> Splits:
    """Pictures of identities to learn, and of others to find again; four cameras take turns."""
    data = settings.DATA
    seed = data["seed"] or settings.SEED
    painter = Painter(int(data["size"]), data["difficulty"])

    def split(number: int, first: int, identities: int, views: int) -> Images:
        pictures = []
        for identity in range(first, first + identities):
            thing = identity_object(seed, identity)
            for view in range(views):
                pictures.append(painter.paint(thing, derive(seed, 2000 + number, identity, view), CAMERAS[view % 4]))
        labels = np.repeat(np.arange(identities), views)
        return Images(np.stack(pictures), labels, np.tile(np.arange(views) % 4, identities))

    return Splits(
        split(0, 0, data["identities"], data["views"]),
        split(1, FIRST_TEST_IDENTITY, data["testIdentities"], TEST_VIEWS),
    )
