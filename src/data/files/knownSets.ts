import type { Manifest } from "./manifest";

/** A file of a set at a public host that lets pages read it. */
export interface KnownFile {
  /** As it is read: a reader may know a set by its folder's name. */
  readonly path: string;
  readonly url: string;
  /** Exactly. */
  readonly bytes: number;
  /** As those who offer it publish it. */
  readonly checksum: { readonly kind: "sha256" | "md5"; readonly hex: string };
}

/** A public data set that people have on disk. Forklab ships none: whoever wants it fetches it. */
export interface KnownSet {
  /** As in links: `cifar-10`. */
  readonly name: string;
  readonly title: string;
  /** Where it is described, and fetched by hand. */
  readonly page: string;
  /** Of the usual download, in bytes; undefined where nobody states it. */
  readonly download: number | undefined;
  /** Its licence's name; undefined where its authors state none. */
  readonly licence: string | undefined;
  /** What can be fetched by the page once somebody agrees; absent where no host is known that lets it. */
  readonly files?: readonly KnownFile[];
  /** Of each class, where its files name none. */
  readonly classNames?: readonly string[];
}

/** A file of IDX at GitHub, whose raw files every page may read. */
function idx(set: string, folder: string, [name, bytes, hex]: readonly [string, number, string]): KnownFile {
  const url = `https://raw.githubusercontent.com/${folder}/${name}`;
  return { path: `${set}/${name}`, url, bytes, checksum: { kind: "md5", hex } };
}

/** From the authors' own repository. */
const fashion = (...file: [string, number, string]): KnownFile =>
  idx("fashion-mnist", "zalandoresearch/fashion-mnist/master/data/fashion", file);

/** From a mirror, as the authors' own page lets no other read it; the checksums are those that torchvision asks for. */
const mnist = (...file: [string, number, string]): KnownFile => idx("mnist", "fgnt/mnist/master", file);

/** From the authors' university's pages at Hugging Face; the checksum holds for one revision. */
function cifar(place: string, bytes: number, hex: string): KnownFile {
  const file = `${place}-00000-of-00001.parquet`;
  const path = file.replace(/resolve\/[^/]+\//, "");
  return { path, url: `https://huggingface.co/datasets/uoft-cs/${file}`, bytes, checksum: { kind: "sha256", hex } };
}

const CIFAR_100 = "aadb3af77e9048adbea6b47c21a81e47dd092ae5";

/** Sets that files are recognised as, by their names. To add one: a line here. */
export const knownSets: readonly KnownSet[] = [
  {
    name: "mnist",
    title: "MNIST",
    page: "https://yann.lecun.org/exdb/mnist/",
    download: 11_594_722,
    licence: undefined,
    files: [
      mnist("train-images-idx3-ubyte.gz", 9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
      mnist("train-labels-idx1-ubyte.gz", 28_881, "d53e105ee54ea40749a09fcbcd1e9432"),
      mnist("t10k-images-idx3-ubyte.gz", 1_648_877, "9fb629c4189551a2d022fa330f9573f3"),
      mnist("t10k-labels-idx1-ubyte.gz", 4_542, "ec29112dd5afa0611ce80d1b7f02629c"),
    ],
  },
  {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    page: "https://github.com/zalandoresearch/fashion-mnist",
    download: 30_878_645,
    licence: "MIT",
    files: [
      fashion("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
      fashion("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
      fashion("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
      fashion("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
    ],
    classNames: [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "Ankle boot",
    ],
  },
  {
    name: "cifar-10",
    title: "CIFAR-10",
    page: "https://www.cs.toronto.edu/~kriz/cifar.html",
    download: 170_052_171,
    licence: undefined,
    files: [
      cifar(
        "cifar10/resolve/main/plain_text/train",
        119_705_255,
        "8428b53a88a11ac374111006708df51469e315a22ac6d66470afd9c78d2ae883",
      ),
      cifar(
        "cifar10/resolve/main/plain_text/test",
        23_940_850,
        "841389e6f2d64f28bf17310e430aebac20ec3ba611a3c5e231dc93c645ce84de",
      ),
    ],
    classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  },
  {
    name: "cifar-100",
    title: "CIFAR-100",
    page: "https://www.cs.toronto.edu/~kriz/cifar.html",
    download: 168_513_733,
    licence: undefined,
    files: [
      cifar(
        `cifar100/resolve/${CIFAR_100}/cifar100/train`,
        118_518_617,
        "694865d6b990e234804f01268586c41e88bcbbb75e20858432c05ad4081aca23",
      ),
      cifar(
        `cifar100/resolve/${CIFAR_100}/cifar100/test`,
        23_772_751,
        "98776c529bb146a9c791229df74a5cf076be9b43d82dbbd334b6a7788d73dc68",
      ),
    ],
  },
  {
    name: "pathmnist",
    title: "PathMNIST (MedMNIST)",
    page: "https://medmnist.com/",
    download: 205_615_438,
    licence: "CC BY 4.0",
  },
  {
    name: "market-1501",
    title: "Market-1501",
    page: "https://zheng-lab.cecs.anu.edu.au/Project/project_reid.html",
    download: undefined,
    licence: undefined,
  },
  {
    name: "tiny-imagenet-200",
    title: "Tiny ImageNet",
    page: "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
    download: 248_100_043,
    licence: undefined,
  },
];

/** What a preset says of the images that it is made for. */
export interface WantedSet {
  readonly name: string;
  readonly sizes: readonly number[];
}

/**
 * Whether a set is like the one that a preset names: the same name, classes, size and numbers of images. That is all that a preset
 * knows, and less than a hash says.
 */
export function isLikeWanted(
  { name, height, width, channels, classNames, counts }: Manifest,
  wanted: WantedSet,
): boolean {
  const own = [height, width, channels, classNames.length, counts.train, counts.test];
  return name === wanted.name && own.every((size, place) => size === wanted.sizes[place]);
}

export function findKnownSet(name: string): KnownSet | undefined {
  return knownSets.find((set) => set.name === name);
}
