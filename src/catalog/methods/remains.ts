/**
 * What an arm set as in the paper still has otherwise than the authors, by method, a sentence each: data, network, schedule. Apart
 * from the methods, since the first screen does without.
 */
export const remains: { readonly [method: string]: readonly string[] } = {
  dsn: [
    "The authors' companions learn at a thousandth of the learning rate: that is Branches' rate .001. On Totem the squared hinge diverged at rates of .01 and more and trained at .003: lower the learning rate first.",
    "For CIFAR-100 and SVHN the authors used softmax losses in place of the hinge, which hardly converges beyond ten classes.",
    "The authors' net for CIFAR-10 is a network in network (the backbone NIN), trained with batch 100, learning rate .025; companions teach for the first 50,000 of 200,000 iterations.",
  ],
  dsl: [
    "The authors train their ResNets for CIFAR (32 to 1202 layers) for 164 epochs: batch 128, learning rate .1 that drops at epochs 81 and 122, weight decay 1e-4, flips and shifts of up to 4 px.",
  ],
  dhm: [
    "The authors train their ResNets for CIFAR (32 to 1202 layers) for 164 epochs: batch 128, learning rate .1 that drops at epochs 81 and 122, weight decay 1e-4, flips and shifts of up to 4 px.",
  ],
  dks: [
    "The authors' code trains WRN-28-10 on CIFAR-100 for 200 epochs: batch 128, learning rate .1 times .2 at epochs 60, 120 and 160, weight decay 5e-4.",
  ],
  dml: [
    "The authors' turns draw another batch each; here both networks learn from one batch.",
    "Their code trains on Market-1501 with Adam at 2e-4, batch 16 and label smoothing .1.",
  ],
  cds: [
    "The authors' ResNet-18 has four stages of 64 to 512 channels.",
    "Their augmentation: shift 4, mirror, Cutout 16, jitter .4, hue .1, share .8, grey .2, views as CDS's authors. 300 epochs, batch 128, rate .1, decay 5e-4.",
  ],
  cdskd: ["The teacher is a finished CDS run of yours; the authors distil between ResNets of several depths."],
  bias: [
    "The authors train ResNet-18, DenseNet-121 and ShuffleNetV2 on CIFAR-100 for 160 epochs: batch 128, learning rate .1 that drops at epochs 80 and 122, weight decay 1e-4.",
  ],
};
