import type { KnownSet } from "../../data/files/knownSets";
import { bytes, count } from "./format";

/** Words of the dialog of one's own images; beside it, because they are loaded with it. */
export const imagesWords = {
  title: "Images",
  what: "Drop files here or anywhere on the page, or choose them: CIFAR-10 and CIFAR-100 (binary or for Python), MNIST and its relatives (IDX), MedMNIST and other arrays of numpy, tables of pixels (CSV) or pictures (Parquet of Hugging Face), Tiny ImageNet, people named as in Market-1501, or a folder of pictures for each class; packed as zip, tar or gzip or not. They stay in this browser. Nothing is uploaded.",
  files: "Choose files",
  folder: "Choose a folder",
  size: "Image size",
  sizeHelp: "As it is keeps images of one size up to 64 px; others become 32 px.",
  asIs: "As it is",
  pixels: (size: number) => `${size} px`,
  fit: "Other shapes",
  fits: { fill: "Cut to a square", fit: "Add grey", stretch: "Stretch" },
  unpacking: (size: number) => `Unpacking, ${bytes(size)} so far`,
  reading: (done: number, total: number) => `Reading image ${count(done)} of ${count(total)}`,
  starting: "Looking at the files",
  keeping: "Keeping them in this browser",
  downloading: (done: number, total: number) => `Downloading, ${bytes(done)} of ${bytes(total)}`,
  fetchable: "Known sets to download",
  fetchFacts: (files: number, size: number, host: string, licence: string | undefined, checked: string) =>
    `${count(files)} files, ${bytes(size)}, from ${host}; ${licence === undefined ? "its authors state no licence" : `licence ${licence}`}; checked by ${checked}. Nothing is fetched before you ask for it.`,
  checksums: { sha256: "SHA-256", md5: "MD5" },
  fetch: (title: string) => `Download ${title}`,
  again: "Try again",
  cancel: "Cancel",
  cancelled: "Cancelled; nothing was kept.",
  failed: (told: string) => `The files could not be read (${told}). Reload the page and try again.`,
  done: (name: string) => `${name} was read. The experiment trains on it now.`,
  kept: "Kept in this browser",
  none: "No images yet.",
  inUse: "in use",
  use: "Train on it",
  useOf: (name: string) => `Train on ${name}`,
  labels: "Learns",
  classes: (classes: number) => `${count(classes)} classes`,
  coarseClasses: (classes: number) => `${count(classes)} coarse classes`,
  remove: "Delete",
  removeOf: (name: string) => `Delete ${name}`,
  images: (train: number, test: number, validation: number | undefined) =>
    validation === undefined
      ? `${count(train)} training and ${count(test)} test images`
      : `${count(train)} training, ${count(validation)} validation and ${count(test)} test images`,
  facts: (images: string, classes: number, shape: string, size: number) =>
    `${images}, ${count(classes)} classes, ${shape}, ${bytes(size)}`,
  shape: (height: number, width: number, channels: number) =>
    `${width} × ${height} px ${channels === 1 ? "grey" : "in colour"}`,
  hash: (hash: string) => `Hash ${hash}`,
  needed: (name: string) => `This experiment needs images that are not in this browser: ${name}.`,
  neededFacts: (images: number, classes: number, shape: string, size: number, hash: string) =>
    `${count(images)} images of ${count(classes)} classes, ${shape}, ${bytes(size)} when unpacked; their hash begins with ${hash}.`,
  wanted: (name: string) => `This experiment is made for ${name}, and none of its images are chosen yet.`,
  wantedFacts: (train: number, test: number, classes: number, shape: string) =>
    `${count(train)} training and ${count(test)} test images of ${count(classes)} classes, ${shape}.`,
  alike: (name: string) =>
    `Kept here: ${name}, of the same name, size, classes and numbers. A preset knows no hash, so nothing else was compared.`,
  watched: "Watched while training",
  watchedHelp: "What curves, patience and sweeps go by. A validation share of the training images goes before both.",
  ownValidation: (images: number) => `its own ${count(images)} validation images`,
  testImages: (images: number) => `its ${count(images)} test images`,
  known: ({ title, download, licence }: KnownSet) =>
    `${title}: ${download === undefined ? "" : `a download of ${bytes(download)}; `}${licence === undefined ? "its authors state no licence" : `licence ${licence}`}. Fetch it from its own page, then drop the file here:`,
  ask: "Ask whoever sent the link for the files, then drop them here.",
  other: (name: string) =>
    `What was read is ${name}, another set than this link's: its hash differs. The experiment trains on what was read.`,
} as const;
