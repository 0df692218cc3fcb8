"""Batches: shuffled, augmented, normalised as in the lab, each a function of the seed and the step alone."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

import settings
from augment import changed
from draws import permutation, stream_key
from images import Images

UNLABELLED = -1


def normalised(images: np.ndarray) -> np.ndarray:
    """Bytes [rows, height, width, channels] as a network takes them: floats [rows, channels, height, width]."""
    per_channel = settings.NORMALISE * (images.shape[-1] if len(settings.NORMALISE) == 1 else 1)
    table = [((np.arange(256) / 255 - mean) / deviation).astype(np.float32) for mean, deviation in per_channel]
    return np.stack([table[channel][images[..., channel]] for channel in range(images.shape[-1])], axis=1)


def set_apart(labels: np.ndarray, wanted: int) -> tuple[np.ndarray, np.ndarray]:
    """
    Positions of the images to train on, and of `wanted` validation images: along the line of all images by class, every
    so-many-th is taken; they come one of each class at a time.
    """
    count = len(labels)
    place = 0
    taken: list[list[int]] = []
    for label in np.unique(labels):
        own = []
        for index in np.flatnonzero(labels == label).tolist():
            if (place + 1) * wanted // count > place * wanted // count:
                own.append(index)
            place += 1
        taken.append(own)
    turns = max((len(own) for own in taken), default=0)
    validation = np.array([own[turn] for turn in range(turns) for own in taken if turn < len(own)], dtype=np.int64)
    return np.setdiff1d(np.arange(count), validation), validation


def labelled_mask(labels: np.ndarray, seed: int, share: float) -> np.ndarray:
    """Which images keep their labels: of each class the same share, at least one image."""
    wanted = {
        label: max(1, int(np.floor(share * count + 0.5)))
        for label, count in zip(*np.unique(labels, return_counts=True))
    }
    mask = np.zeros(len(labels), dtype=bool)
    for index in permutation(stream_key(seed, "labelled"), len(labels)):
        if wanted[labels[index]] > 0:
            wanted[labels[index]] -= 1
            mask[index] = True
    return mask


class Batches:
    """The training batches of a run. `set_apart` says which images of the set are trained on."""

    def __init__(self, train: Images, among: np.ndarray | None = None):
        self.train = train
        self.among = np.arange(len(train.labels)) if among is None else among
        self.labels = train.labels.astype(np.int64).copy()
        if settings.LABELLED < 1:
            keeps = labelled_mask(self.labels[self.among], settings.SEED, settings.LABELLED)
            self.labels[self.among[~keeps]] = UNLABELLED
        self.steps_per_epoch = len(self.among) // settings.BATCH_SIZE
        self.epoch = -1
        self.order = np.array([], dtype=np.int64)

    def indices(self, step: int) -> np.ndarray:
        epoch, within = divmod(step, self.steps_per_epoch)
        if epoch != self.epoch:
            self.order = permutation(stream_key(settings.SEED, "shuffle", epoch), len(self.among))
            self.epoch = epoch
        return self.among[self.order[within * settings.BATCH_SIZE : (within + 1) * settings.BATCH_SIZE]]

    def view(self, step: int, view: int, rows: np.ndarray) -> np.ndarray:
        """Rows of one view of a step's images, changed at random; where nothing is left of an image it is zero."""
        pictures = self.train.images[self.indices(step)[rows]]
        both = [changed(picture, int(row), step, view) for picture, row in zip(pictures, rows)]
        images = normalised(np.stack([pixels for pixels, _ in both]))
        return np.where(np.stack([there for _, there in both])[:, None], images, np.float32(0))

    def __call__(self, step: int, rows: np.ndarray | None = None) -> tuple[Tensor, Tensor]:
        """
        The images and labels of a step. With two views all of view 1 come first, then the same images augmented anew.

        `rows` picks images of the batch, all when absent: the share of one process of several.
        """
        if rows is None:
            rows = np.arange(settings.BATCH_SIZE)
        images = np.concatenate([self.view(step, view, rows) for view in range(settings.VIEWS)])
        labels = np.tile(self.labels[self.indices(step)[rows]], settings.VIEWS)
        return torch.from_numpy(images), torch.from_numpy(labels)
