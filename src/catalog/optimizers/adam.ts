import { flag, num } from "../../schema/field";
import { optimizer } from "./optimizer";

/** Adam, or AdamW with decoupled decay. */
export const adam = optimizer({
  kind: "adam",
  title: "Adam",
  summary: "Steps scaled by running moments of the gradient; decay coupled (Adam) or decoupled (AdamW).",
  source: { paper: "Kingma and Ba 2015, algorithm 1; Loshchilov and Hutter 2019, algorithm 2", arxiv: "1412.6980" },
  differs: [
    "Decoupled decay is scaled by the learning rate, as in PyTorch; Loshchilov and Hutter scale it by the schedule alone.",
    "Decoupled decay is on by default, which is AdamW; switch it off for coupled decay.",
  ],
  formula: "m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  w ← w − η m̂ / (√v̂ + ε)",
  fields: {
    lr: num({
      label: "Learning rate",
      help: "The highest learning rate; the schedule scales it.",
      initial: 1e-3,
      min: 0,
      max: 1,
      log: true,
      suggestions: [1e-4, 3e-4, 1e-3, 3e-3],
    }),
    beta1: num({
      label: "β₁",
      help: "Memory of the gradient's mean.",
      initial: 0.9,
      min: 0,
      max: 0.999,
      advanced: true,
    }),
    beta2: num({
      label: "β₂",
      help: "Memory of the gradient's square.",
      initial: 0.999,
      min: 0,
      max: 0.9999,
      advanced: true,
    }),
    epsilon: num({
      label: "ε",
      help: "Added to the root of the second moment.",
      initial: 1e-8,
      min: 1e-12,
      max: 1,
      log: true,
      advanced: true,
    }),
    decay: num({
      label: "Weight decay",
      help: "Penalty on all parameters, batch norm and biases included.",
      initial: 0,
      min: 0,
      max: 1,
      log: true,
      suggestions: [0, 1e-4, 1e-2],
    }),
    decoupled: flag({
      label: "Decoupled decay",
      help: "AdamW: decay shrinks the weights directly instead of joining the gradient.",
      initial: true,
      advanced: true,
    }),
  },
  learningRate: ({ lr }) => lr,
  spec: ({ beta1, beta2, epsilon, decay, decoupled }) => ({
    kind: "adam",
    beta1,
    beta2,
    epsilon,
    weightDecay: decay,
    decoupled,
  }),
});
