import type { CardNetwork, CardStage } from "../../protocol/cardSchema";

/** Words of the page that measures a visitor's graphics card (bench.html). */
export const cardWords = {
  title: "How fast is this graphics card?",
  toLab: "To the lab",
  intro:
    "Forklab trains networks with kernels of its own for WebGPU. This page measures them on your machine: what the card can do at best, what a training step takes, where its time goes, and what TensorFlow.js takes for the same network. It lasts about a minute. Nothing is sent anywhere.",
  measure: "Measure this machine",
  again: "Measure again",
  stop: "Stop",
  stopped: "Stopped. Nothing was kept.",
  failed: (why: string) => `It could not be measured: ${why}`,
  stages: {
    open: "Opening the graphics card…",
    peak: "Multiplying and adding, to see what it can do at best…",
    conv7: "Training a network of 7 convolutions…",
    default: "Training arm B of the default experiment…",
    resnet20: "Training ResNet-20…",
    profile: "Timing every kernel of a step…",
    stock: "Training the 7 convolutions in TensorFlow.js…",
  } satisfies { readonly [Stage in CardStage]: string },
  done: "Measured.",
  own: "Your machine",
  sent: "Figures from a link",
  claimed: "Whoever sent the link says that these were measured. This page has not measured them.",
  changed: "This link was changed or cut off on its way: do not trust its figures.",
  bad: (key: string, given: string) =>
    `This link holds no figures that can be read: ${key} is “${given}”. A link that this page made would be right.`,
  adapter: "Graphics card",
  unnamed: "not named by the browser",
  software: "This is no graphics card: the browser computes on the processor, as if it were one.",
  browser: "Browser",
  peak: "At best",
  peakHelp: "of a kernel that only multiplies and adds, in single precision",
  network: "Network",
  step: "Step",
  rate: "Rate",
  share: "Of the best",
  stock: "TensorFlow.js",
  leftOut: "left out: a step would take too long",
  times: (ratio: string) => `${ratio} times as long`,
  notCompared: "not compared: it did not run here, or found other losses",
  stepsCaption: "Training steps",
  profileCaption: "Where a step of the default experiment’s arm B goes",
  noProfile: "This browser tells no times of single kernels.",
  family: "Kernel",
  dispatches: "Calls",
  time: "Time",
  ofStep: "Of all",
  profileHelp:
    "Browsers may round the time of each call to 0.1 ms; on a fast card, read the shares, and those with care.",
  passOn: "Pass it on",
  link: "Link to these figures",
  line: "Line for docs/PERFORMANCE.md",
  copy: "Copy",
  copied: "Copied.",
  notCopied: "The browser did not let this page copy. Select the text and copy it.",
  networks: {
    conv7: "7 convolutions",
    default: "Default experiment, arm B",
    resnet20: "ResNet-20",
  } satisfies { readonly [Network in CardNetwork]: string },
  named: (network: string, batch: number) => `${network}, batches of ${batch}`,
  how: "How it is measured",
  howTexts: [
    "A step is forward pass, backward pass and update of one network. The time is the median of five rounds, each of as many steps as fit into 0.4 s, after two steps that do not count. At most two steps are on their way at a time.",
    "The rate counts two operations for every multiplication with its addition of the network, three times over: forward, and back to inputs and to weights. What else a step does counts as time, not as work.",
    "TensorFlow.js runs as it comes, on the same starting numbers and images. Its time counts only where its first losses are the same.",
    "A network whose step would take more than four seconds is left out.",
  ],
  tried: "What was tried and refused",
  triedIntro:
    "Kernels that lost, with what was measured. Figures without a source were taken with Forklab’s own programs on the software adapter of a machine with two cores; those with a source were published by others. No figure of ours comes from a real card yet.",
  triedHead: { what: "Tried", figure: "Figure", why: "What became of it" },
} as const;

/** Each with its figure, and where it comes from unless it is our own. */
export const triedKernels: readonly {
  readonly what: string;
  readonly figure: string;
  readonly why: string;
}[] = [
  {
    what: "Thread tiles of 4 × 4 and 4 × 2 outputs in software",
    figure: "2.2–5.8 and 1.7–3.9 GFLOP/s, against 4.5–6.3 for 8 × 4",
    why: "Refused in software: loads decide there.",
  },
  {
    what: "The kernels for cards in software",
    figure: "3.4 times as long (7 convolutions), 2.1 times (default experiment)",
    why: "Refused in software: their barriers are dear there.",
  },
  {
    what: "Weights read one by one, 8 × 2 outputs",
    figure: "2.6–4.5 GFLOP/s, against 4.5–6.3 with weights packed in fours",
    why: "Replaced by packed weights.",
  },
  {
    what: "Fewer sums per thread in the filters’ gradient",
    figure: "1.1–4.7 GFLOP/s, against 2.6–5.6 with 48 sums",
    why: "Refused, although 48 sums do not fit into registers.",
  },
  {
    what: "64 parts of the filters’ gradient at 64 channels",
    figure: "about twice the time; up to half of it goes into joining the parts",
    why: "Refused: the number of parts follows the size of the filter.",
  },
  {
    what: "Lanes across 8 or 16 channels; 16 pixels a thread; 8 pixels unrolled in the filters’ gradient",
    figure: "no gain",
    why: "Refused.",
  },
  {
    what: "Workgroup memory and barriers in software",
    figure: "0.07–0.56 GFLOP/s for the matrix product of TensorFlow.js, against 2–5 without",
    why: "Refused in software. On cards convolutions are matrix products with workgroup memory, and sums of batch norm join in it.",
  },
  {
    what: "Direct convolutions on a card, instead of matrix products",
    figure: "1.88 against 15.85 TFLOP/s (RTX 4090, 32 to 64 channels; llama.cpp #15805)",
    why: "Refused on cards from 8 channels on; below there is no difference.",
  },
  {
    what: "Splitting sums of matrix products, with atomics",
    figure: "9 to 30 % faster (Intel; ONNX Runtime #26461), 22 against 20 ms a step (RTX 3050; meganeura)",
    why: "Refused with atomics: the same run would give other bits. Parts joined in a fixed order are allowed.",
  },
  {
    what: "Half precision in training, with matrix units",
    figure: "29 against 44 ms a step, but gradients were wrong (meganeura)",
    why: "Refused.",
  },
  {
    what: "Winograd’s convolution",
    figure: "pays from 64 × 64 channels (meganeura)",
    why: "Not taken: it rounds in another way than everything that it would be compared with.",
  },
];
