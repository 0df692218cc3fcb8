import type { DatasetFault, FileForm } from "../../data/datasetError";
import type { ReadNote } from "../../data/files/reader";
import { sentenceOf, type Sentences } from "./sentences";
import { plural } from "./plural";

/** What a form is called, and how one knows it. */
const forms: { readonly [Form in FileForm]: { readonly name: string; readonly begins: string } } = {
  idx: { name: "an IDX file", begins: "begins with 0x00000801 (labels) or 0x00000803 (images)" },
  cifarBinary: { name: "a CIFAR file", begins: "is named data_batch_1.bin, test_batch.bin, train.bin or test.bin" },
  cifarPython: { name: "a CIFAR file for Python", begins: "is a pickle of one dictionary with data and labels" },
  npz: { name: "an .npz file", begins: "is a zip of .npy files" },
  npy: { name: "an .npy file", begins: "begins with \\x93NUMPY" },
  parquet: { name: "a Parquet file", begins: "begins and ends with PAR1" },
  zip: { name: "a zip file", begins: "begins with PK" },
  tar: { name: "a tar file", begins: "begins with the header of its first part" },
  gzip: { name: "a gzip file", begins: "begins with 0x1f8b" },
  csv: { name: "a table (CSV)", begins: "has a line of column names, then one line an image" },
};

const sentences: Sentences<DatasetFault> = {
  notOfForm: ({ file, form, found }) =>
    `${file} is not ${forms[form].name}: it begins with ${found}, and ${forms[form].name} ${forms[form].begins}.`,
  cutOff: ({ file, bytes, needs }) =>
    `${file} was cut off: it has ${number(bytes)} bytes and needs ${number(needs)}. Fetch or copy it again.`,
  tooLong: ({ file, bytes, needs }) =>
    `${file} has ${number(bytes)} bytes, but by its own header it should have ${number(needs)}. Fetch or copy it again.`,
  damaged: ({ file, form, told }) =>
    `${file} is damaged or was cut off; as ${forms[form].name} it cannot be unpacked (${told}). Fetch or copy it again.`,
  noGunzip: ({ file }) => `${file} is packed with gzip, which this browser cannot unpack. Give the unpacked file.`,
  unsupported: ({ file, form, what }) =>
    `${file} has something that is not read in ${forms[form].name}: ${what}. Nothing was taken from it.`,
  pathTrick: ({ file, path }) =>
    `${file} holds a part whose path leads out of the archive: ${path}. Paths must stay within it; nothing was taken from it.`,
  unpacksTooLarge: ({ file, bytes, most }) =>
    `${file} unpacks to ${megabytes(bytes)} or more; at most ${megabytes(most)} fit. Give fewer or smaller images.`,
  unpacksOddly: ({ file, bytes, unpacked }) =>
    `${file} claims to unpack from ${number(bytes)} to ${number(unpacked)} bytes. No images shrink so far; nothing was taken from it.`,
  tooManyFiles: ({ file, count, most }) =>
    `${file} holds ${number(count)} files or more; at most ${number(most)} are read.`,
  labelOutOfRange: ({ file, label, classes, image }) =>
    `${file}: image ${number(image)} has the label ${label}; labels go from 0 to ${number(classes - 1)}.`,
  counts: ({ file, images, labels }) =>
    `${file} has ${number(images)} images, but there are ${number(labels)} labels. They do not belong together: one label for each image is needed.`,
  shape: ({ file, shape, want }) =>
    `${file} has the shape ${shapeText(shape)}; ${want === "images" ? "images are count × height × width, with 1 or 3 channels, as bytes" : "labels are one number for each image"}.`,
  splitsDiffer: ({ file, train, test }) =>
    `${file}: training images are ${shapeText(train)}, test images ${shapeText(test)}. Both need one size and the same channels.`,
  partMissing: ({ file, part }) => `With ${file} belongs ${part}, which is not among the files. Give both together.`,
  noFiles: () =>
    "There are no files. Choose images in folders named after their classes, or one of the known archives.",
  unknownFiles: ({ files, count }) =>
    `${plural(count, "This file is", `These ${number(count)} files are`)} of no known layout: ${files.join(", ")}${count > files.length ? ", …" : ""}. Known are pictures in a folder for each class, CIFAR, IDX (MNIST), arrays of numpy and tables of pixels.`,
  noImages: ({ file }) => `${file} holds no images.`,
  oneClass: ({ file, name }) =>
    `${file} has one class only${name === "" ? "" : `, ${name}`}. There is nothing to tell apart: give at least two, each in a folder named after it.`,
  tooFew: ({ images, least }) =>
    `There are ${number(images)} images without a test split, and no class has ${number(least)}, which one test image takes. Give more images, or a folder test beside train.`,
  tooManyClasses: ({ classes, most }) => `There are ${number(classes)} classes; at most ${number(most)} can be learnt.`,
  noneReadable: ({ file, count, told }) =>
    `None of ${number(count)} images could be read, ${file} among them (${told}). PNG, JPEG, WebP, GIF and BMP can.`,
  imageTooLarge: ({ file, width, height, most }) =>
    `${file} has ${number(width)} × ${number(height)} pixels; at most ${number(most)} in all are read.`,
  noDecoder: ({ file, format }) =>
    `${file} is ${format}, which only the page can read: without a browser, PNG is. Convert it, or open it on the page.`,
  notAnImage: ({ file, told }) => `${file} cannot be read as an image${told === "" ? "" : ` (${told})`}.`,
  cell: ({ file, row, column, found }) =>
    `${file}, line ${number(row)}, column ${column}: ${found} is no whole number from 0 to 255.`,
  knownPerson: ({ file, person }) =>
    `${file} asks for person ${person}, whom bounding_box_train shows, too. Those who are asked for must be strangers to training.`,
  notSquare: ({ file, pixels }) =>
    `${file} has ${number(pixels)} pixel columns, which make no square of 1 or 3 channels: 784 are 28 × 28, 3072 are 32 × 32 in colour.`,
  imagesMissing: ({ name, images, bytes }) =>
    `The images ${name} (${number(images)}, ${megabytes(bytes)}) are not in this browser. Choose their files under Images.`,
  noSpace: ({ bytes, left }) =>
    `These images need ${megabytes(bytes)}, and this browser has room for ${megabytes(left)}. Remove images or runs that are not needed; nothing was kept.`,
  downloadBlocked: ({ url }) =>
    `${url} could not be fetched: there is no connection, or its host lets no page read it. Open the address in a tab of its own, save the file, and drop it here.`,
  downloadStatus: ({ url, status }) =>
    `${url} could not be fetched: its host answered ${status}. Look for the file on the set's own page, save it, and drop it here.`,
  downloadBroke: ({ url, bytes, needs }) =>
    `The download of ${url} broke off after ${megabytes(bytes)} of ${megabytes(needs)}. Try again: it goes on from there where the host allows that.`,
  checksum: ({ url, found, wanted }) =>
    `What came from ${url} is not the file that it should be: its checksum is ${found}, not ${wanted}. Nothing of it was kept.`,
  insecurePage: () =>
    "This page was opened over http from another machine, where browsers let it keep no images. Open it over https or from localhost, then give them again.",
  noRoom: ({ bytes }) =>
    `These images need ${megabytes(bytes)}, more than this browser or its disk has room for. Remove images or runs that are not needed; nothing was kept.`,
  notKept: ({ told }) => `The images could not be kept in this browser (${told}). Nothing of them was kept.`,
  noDisk: ({ bytes, left, folder }) =>
    `These images need ${megabytes(bytes)} while they are used, and ${folder} has room for ${megabytes(left)}. Make room there, or name another folder by TMPDIR.`,
  noMemory: ({ bytes }) =>
    `These images need ${megabytes(bytes)} of memory at once, which this machine does not give. Choose a smaller size for them, or fewer images.`,
  tooLargeAtOnce: ({ file, bytes, most }) =>
    `${file} has ${megabytes(bytes)}. Arrays of numpy, CSV, pickles and packed parts of archives are read as a whole, at most ${megabytes(most)} each; folders of pictures, IDX, CIFAR's binary files and Parquet are read part by part and may be larger.`,
  imagesGone: ({ told }) =>
    `The file that these images are read from is no longer what it was (${told}). Choose their files under Images again; the run goes on from where it was kept.`,
  imagesInUse: () =>
    "A run reads these images from their file, in this tab or another. Close the other tabs that train on them and reload this one, then try again; nothing was changed.",
  nothingChosen: () => "No images have been chosen yet. Choose files or a folder under Images.",
};

/** Why images cannot be had from files. */
export function datasetText(fault: DatasetFault): string {
  return sentenceOf(sentences, fault);
}

const notes: Sentences<ReadNote> = {
  unreadable: ({ count, files }) =>
    `${number(count)} ${plural(count, "image", "images")} could not be read and ${plural(count, "was", "were")} left out: ${listed(files, count)}.`,
  resized: ({ count, width, height }) => `${number(count)} images were brought to ${width} × ${height} pixels.`,
  splitOff: ({ every, images }) =>
    `There was no test split: every ${ordinal(every)} image of each class, ${number(images)} in all, became one.`,
  leftOut: ({ split, images }) => `The split ${split} (${number(images)} images) is neither trained on nor tested.`,
  ignored: ({ count, files }) =>
    `${number(count)} ${plural(count, "file was", "files were")} left out, in no folder of a class: ${listed(files, count)}.`,
  twice: ({ count, files }) =>
    `${number(count)} ${plural(count, "file is", "files are")} there twice; one of each name was read, without ${listed(files, count)}.`,
  duplicates: ({ images }) =>
    `${number(images)} test ${plural(images, "image stands", "images stand")} among the training images, too: the test is easier by them.`,
  emptyClasses: ({ count, names }) =>
    `${number(count)} ${plural(count, "class has", "classes have")} no training image: ${listed(names, count)}.`,
  uneven: ({ least, most }) =>
    `Classes are uneven: the smallest has ${number(least)} training images, the largest ${number(most)}.`,
};

/** What was noticed while files were read. */
export function noteText(note: ReadNote): string {
  return sentenceOf(notes, note);
}

const number = (value: number): string => value.toLocaleString("en-GB");
const megabytes = (bytes: number): string =>
  `${(bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 })} MB`;
const shapeText = (shape: readonly number[]): string => shape.join(" × ");
const listed = (names: readonly string[], count: number): string =>
  names.join(", ") + (count > names.length ? ", …" : "");
const ordinal = (value: number): string => ["", "", "second", "third", "fourth", "fifth"][value] ?? `${value}th`;
