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
    name: "tiny-imagenet-200",
    title: "Tiny ImageNet",
    page: "http://cs231n.stanford.edu/tiny-imagenet-200.zip",
    download: 248_100_043,
    licence: undefined,
  },
];

export function findKnownSet(name: string): KnownSet | undefined {
  return knownSets.find((set) => set.name === name);
}
