import type { augmentations as kinds } from "../data/augment";
import type { Source } from "./registry";

/** What is written of a change of training images; what it does stands in `src/data/augment/`. */
export interface AugmentationEntry {
  readonly title: string;
  /** One plain sentence. */
  readonly summary: string;
  /** Whom it follows, as checked in the authors' files. */
  readonly source: Source;
  /** What is otherwise than there, a sentence each. */
  readonly differs: readonly string[];
}

/** Every change of training images, in the order in which they are made. */
export const augmentations: { readonly [kind in keyof typeof kinds]: AugmentationEntry } = {
  mirror: {
    title: "Mirror",
    summary: "Half of the images are mirrored left to right.",
    source: {
      paper: "common usage",
      code: "pytorch/vision, torchvision/transforms/transforms.py, RandomHorizontalFlip",
    },
    differs: [
      "Mirrors before it shifts; with shifts as frequent to the left as to the right the two orders are alike.",
    ],
  },
  shift: {
    title: "Shift (pad and crop)",
    summary: "Each image is moved by up to some pixels along both axes.",
    source: {
      paper: "common usage",
      code: "pytorch/vision, torchvision/transforms/transforms.py, RandomCrop; CIFAR/train.py of CDS's authors pads view 1 with 128, view 2 with 0",
    },
    differs: ["Unless told otherwise the padding is zero after normalising, mean grey; torchvision's is black."],
  },
  colourJitter: {
    title: "Colour jitter",
    summary: "Brightness, contrast, saturation and hue of a share of the images change, in a drawn order.",
    source: {
      paper: "Zhang et al., Contrastive Deep Supervision, ECCV 2022",
      code: "CIFAR/train.py of the authors: ColorJitter(0.4, 0.4, 0.4, 0.1) in RandomApply(p=0.8); what that does to a pixel: pytorch/vision, torchvision/transforms/_functional_pil.py, and python-pillow/Pillow, Blend.c and Convert.c",
    },
    differs: [
      "Factors are multiples of 1/4096, and all arithmetic is of whole numbers, so that every engine makes the same bytes: Pillow's, but for a 255th of a turn where a hue is a whole number of them.",
    ],
  },
  grey: {
    title: "Grey",
    summary: "A share of the images loses its colours.",
    source: {
      paper: "Zhang et al., Contrastive Deep Supervision, ECCV 2022",
      code: "CIFAR/train.py of the authors: RandomGrayscale(p=0.2); weights of the channels: python-pillow/Pillow, Convert.c, L24",
    },
    differs: [],
  },
  cutout: {
    title: "Cutout",
    summary: "A square is cut out of each image, at a place that may lie partly outside.",
    source: {
      paper: "DeVries and Taylor, Improved Regularization of Convolutional Neural Networks with Cutout, 2017",
      arxiv: "1708.04552",
      code: "CIFAR/cutout.py and CIFAR/train.py of ArchipLab-LinfengZhang/contrastive-deep-supervision",
    },
    differs: [
      "One hole, as in the experiments of both; an odd side is kept, where the authors' code takes one pixel less.",
    ],
  },
};
