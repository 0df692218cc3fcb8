from __future__ import annotations

import gzip
import hashlib
import io
import pickle
import re
import struct
import tarfile
from pathlib import Path

import numpy as np
from splits import Images, Splits

import settings

HERE = Path(__file__).parent
# By class its coarse class, where files say so.
COARSE: dict[int, int] = {}
KNOWN = "numpy (.npz), CIFAR-10 or CIFAR-100 (binary or Python version, packed or not), IDX (MNIST and its relatives)"


def load(folder: Path | None = None) -> Splits:
    """The images that the experiment names, by their hash; `images.npz` beside this file when no place is given."""
    place = folder or HERE / "images.npz"
    name = settings.DATA["name"]
    if not place.exists():
        raise SystemExit(
            f"{place} does not exist: the experiment is on {name}; name the folder or file with its images by --data"
        )
    fine = read(place)
    found = hash_of([("train", fine["train"]), ("test", fine["test"])])
    if not found.startswith(settings.DATA["hash"]):
        raise SystemExit(
            f"{place} holds other images than {name}: their hash begins with {found[:16]}, the experiment names "
            f"{settings.DATA['hash']}"
        )
    splits = {split: coarse(images) for split, images in fine.items()}
    if settings.DATA["order"] == "spread":
        splits |= {split: spread(images) for split, images in splits.items() if split != "train"}
    own = splits.get("val") if settings.OWN_VALIDATION else None
    return Splits(splits["train"], splits["test"], own)


def read(place: Path) -> dict[str, Images]:
    """Training and test images of whatever is there, in the order of the files."""
    if place.suffix == ".npz":
        return read_arrays(dict(np.load(place)))
    files = files_in(place)
    if any(re.fullmatch(r"(data_batch_\d|test_batch|train|test)\.bin", name) for name in files):
        return read_cifar_binary(files)
    if any(re.fullmatch(r"data_batch_\d|test_batch", name) for name in files) or {"train", "test"} <= set(files):
        return read_cifar_python(files)
    if any("idx3" in name for name in files):
        return read_idx(files)
    raise SystemExit(
        f"{place} cannot be read here: expected {KNOWN}. Other images are brought along by "
        f"npm run lab -- export LINK --to DIR --data PLACE"
    )


def files_in(place: Path) -> dict[str, bytes]:
    """The bytes of every file by its name; archives and gzip are opened."""
    if place.is_dir():
        found = {path.name: path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}
    elif tarfile.is_tarfile(place):
        with tarfile.open(place) as archive:
            members = [member for member in archive.getmembers() if member.isfile()]
            found = {Path(member.name).name: archive.extractfile(member).read() for member in members}
    else:
        found = {place.name: place.read_bytes()}
    return {
        name.removesuffix(".gz"): gzip.decompress(content) if name.endswith(".gz") else content
        for name, content in found.items()
    }


def read_arrays(arrays: dict[str, np.ndarray]) -> dict[str, Images]:
    splits = {}
    COARSE.update(enumerate(arrays.get("coarse", np.array([], dtype=np.int64)).tolist()))
    for split in ("train", "val", "test"):
        for x, y in ((f"x_{split}", f"y_{split}"), (f"{split}_images", f"{split}_labels")):
            if x in arrays:
                images = arrays[x] if arrays[x].ndim == 4 else arrays[x][..., None]
                splits[split] = Images(images, arrays[y].reshape(-1).astype(np.int64), arrays.get(f"cameras_{split}"))
    return splits


def planes(flat: np.ndarray) -> np.ndarray:
    """Rows of the planes of red, green and blue as pictures with the channels last."""
    return flat.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1).copy()


def joined(batches: list[tuple[str, np.ndarray, np.ndarray, np.ndarray | None]]) -> dict[str, Images]:
    """Batches by their names, of which those that begin with "test" are the test images; notes the coarse classes."""
    splits = {}
    for split, is_test in (("train", False), ("test", True)):
        own = [batch for batch in sorted(batches, key=lambda batch: batch[0]) if batch[0].startswith("test") == is_test]
        splits[split] = Images(
            planes(np.concatenate([x for _, x, _, _ in own])), np.concatenate([y for _, _, y, _ in own])
        )
    for _, _, labels, groups in batches:
        if groups is not None:
            COARSE.update(zip(labels.tolist(), groups.tolist()))
    return splits


def read_cifar_binary(files: dict[str, bytes]) -> dict[str, Images]:
    batches = []
    for name, content in files.items():
        if not re.fullmatch(r"(data_batch_\d|test_batch|train|test)\.bin", name):
            continue
        labels = 2 if name in ("train.bin", "test.bin") else 1
        rows = np.frombuffer(content, dtype=np.uint8).reshape(-1, labels + 3072)
        groups = rows[:, 0].astype(np.int64) if labels == 2 else None
        batches.append((name, rows[:, labels:], rows[:, labels - 1].astype(np.int64), groups))
    return joined(batches)


class Plain(pickle.Unpickler):
    """Reads arrays and lists, and refuses whatever else a pickle may ask to be run."""

    def find_class(self, module: str, name: str):
        allowed = {"_reconstruct", "ndarray", "dtype", "_codecs.encode", "encode"}
        if module.split(".")[0] in ("numpy", "_codecs") and name in allowed:
            return super().find_class(module, name)
        raise SystemExit(f"a pickle asks for {module}.{name}, which no data set needs; nothing of it was run")


def read_cifar_python(files: dict[str, bytes]) -> dict[str, Images]:
    batches = []
    for name, content in files.items():
        if not re.fullmatch(r"data_batch_\d|test_batch|train|test", name):
            continue
        batch = Plain(io.BytesIO(content), encoding="bytes").load()
        labels = np.array(batch.get(b"labels", batch.get(b"fine_labels")), dtype=np.int64)
        groups = np.array(batch[b"coarse_labels"], dtype=np.int64) if b"coarse_labels" in batch else None
        batches.append((name, np.asarray(batch[b"data"]), labels, groups))
    return joined(batches)


def read_idx(files: dict[str, bytes]) -> dict[str, Images]:
    def array(content: bytes) -> np.ndarray:
        sizes = struct.unpack(f">{content[3]}I", content[4 : 4 + 4 * content[3]])
        return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * content[3]).reshape(sizes)

    splits = {}
    for split in ("train", "test"):
        own = {
            name: content for name, content in files.items() if (split == "test") == bool(re.match("t10k|test", name))
        }
        images = array(next(content for name, content in own.items() if "images" in name))
        labels = array(next(content for name, content in own.items() if "labels" in name))
        splits[split] = Images(images if images.ndim == 4 else images[..., None], labels.astype(np.int64))
    return splits


def coarse(images: Images) -> Images:
    """With coarse classes as labels, where the experiment learns them."""
    if settings.DATA["coarse"] == 0:
        return images
    if not COARSE:
        raise SystemExit("the experiment learns coarse classes, and these files do not say them")
    return Images(images.images, np.array([COARSE[label] for label in images.labels.tolist()]), images.cameras)


def spread(images: Images) -> Images:
    """One image of each class at a time, so that the first few hundred show every class."""
    turns: dict[int, int] = {}
    keys = []
    for index, label in enumerate(images.labels.tolist()):
        turns[label] = turns.get(label, -1) + 1
        keys.append((turns[label], label, index))
    order = [index for _, _, index in sorted(keys)]
    cameras = None if images.cameras is None else images.cameras[order]
    return Images(images.images[order], images.labels[order], cameras)


def hash_of(splits: list[tuple[str, Images]]) -> str:
    """The identity of a set: SHA-256 over the hashes of each split's sizes, labels, pixels and cameras."""
    parts = []
    for name, own in splits:
        parts.append(f"{name} {' '.join(str(size) for size in own.images.shape)}\n".encode())
        parts.append(own.labels.astype("<u2").tobytes())
        parts.append(np.ascontiguousarray(own.images).tobytes())
        if own.cameras is not None:
            parts.append(own.cameras.astype(np.uint8).tobytes())
    if settings.DATA["queries"]:
        parts.append(f"queries {settings.DATA['queries']}\n".encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
