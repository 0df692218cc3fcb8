import { flag, num } from "../../schema/field";
import { optimizer } from "./optimizer";

/** Stochastic gradient descent with momentum, as in all of the source papers. */
export const sgd = optimizer({
  kind: "sgd",
  title: "SGD",
  summary: "Gradient descent with momentum and coupled weight decay on all parameters.",
  source: { paper: "Sutskever et al., ICML 2013; weight decay and order of operations as in PyTorch" },
  differs: [
    "The learning rate multiplies the remembered gradient when weights change, as in PyTorch; in the paper it stands inside the memory, where a drop of the rate acts later.",
    "Weight decay joins the gradient; the paper has none.",
  ],
  formula: "g ← ∇L + λ w;  v ← m v + g;  w ← w − η v",
  fields: {
    lr: num({
      label: "Learning rate",
      help: "The highest learning rate; the schedule scales it.",
      initial: 0.1,
      min: 0,
      max: 10,
      log: true,
      suggestions: [0.01, 0.03, 0.05, 0.1, 0.2],
    }),
    momentum: num({
      label: "Momentum",
      help: "Share of the last update that is kept.",
      initial: 0.9,
      min: 0,
      max: 0.999,
      suggestions: [0, 0.9, 0.95],
      advanced: true,
    }),
    decay: num({
      label: "Weight decay",
      help: "L2 penalty on all parameters, batch norm and biases included. A strong regulariser: compare arms at its best.",
      initial: 5e-4,
      min: 0,
      max: 1,
      log: true,
      suggestions: [0, 1e-4, 5e-4, 2e-3, 5e-3],
    }),
    nesterov: flag({
      label: "Nesterov",
      help: "Look ahead along the momentum before taking the gradient step.",
      initial: false,
      advanced: true,
    }),
  },
  learningRate: ({ lr }) => lr,
  spec: ({ momentum, nesterov, decay }) => ({ kind: "sgd", momentum, nesterov, weightDecay: decay }),
});
