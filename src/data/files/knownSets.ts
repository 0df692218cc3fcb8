import type { Manifest } from "./manifest";

/** A public data set that people have on disk. Forklab ships none: whoever wants it fetches it. */
export interface KnownSet {
  /** As in links: `cifar-10`. */
  readonly name: string;
  readonly title: string;
  /** Where it is described, and fetched by hand. */
  readonly page: string;
  /** Of the usual download, in bytes. */
  readonly download: number;
  /** Its licence's name; undefined where its authors state none. */
  readonly licence: string | undefined;
  /** Of each class, where its files name none. */
  readonly classNames?: readonly string[];
}

/** Sets that files are recognised as, by their names. To add one: a line here. */
export const knownSets: readonly KnownSet[] = [
  {
    name: "mnist",
    title: "MNIST",
    page: "https://yann.lecun.org/exdb/mnist/",
    download: 11_594_722,
    licence: undefined,
  },
  {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    page: "https://github.com/zalandoresearch/fashion-mnist",
    download: 30_878_645,
    licence: "MIT",
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
    classNames: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  },
  {
    name: "cifar-100",
    title: "CIFAR-100",
    page: "https://www.cs.toronto.edu/~kriz/cifar.html",
    download: 168_513_733,
    licence: undefined,
  },
  {
    name: "pathmnist",
    title: "PathMNIST (MedMNIST)",
    page: "https://medmnist.com/",
    download: 205_615_438,
    licence: "CC BY 4.0",
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
