import { plural } from "./plural";

/** Words of the methods side by side; beside them, because they are loaded with them. */
export const methodsWords = {
  title: "Methods side by side",
  intro: (backbone: string) =>
    `Five ways to supervise one trunk, ${backbone}, drawn and counted from the networks that would be trained.`,
  legend:
    "Filled boxes are the trunk, outlined ones have weights of their own. An arrow ends at the head that mimics. Two bars: the gradient stops.",
  rule: "Branches of DSL and DHM",
  rules: { light: "light: half the blocks", published: "published: the authors' rule" },
  networks: "Networks of DML",
  notes: {
    plain: "Only the trunk learns. Branches watch, so that they can be measured.",
    dsn: "Every head learns the labels, with a small classifier right at its fork: the early trunk has to serve it directly.",
    dsl: "Every head learns the labels through layers of its own. All gradients meet in the trunk, whether they agree or not.",
    dhm: "The same network; every head also mimics every other. Whether their gradients then agree is what the agreement map shows.",
    dml: "The same mimicry between whole networks: they share nothing but the images. Moving the forks from the input into the trunk leads from DML to DHM.",
  },
  terms: "Terms of the loss",
  watching: (terms: string) => `${terms} of heads that only watch`,
  kinds: {
    crossEntropy: "CE",
    squaredHinge: "hinge",
    kl: "KL",
    softCrossEntropy: "soft CE",
    supCon: "contrastive",
    distance: "distance",
  },
  trains: "Training network",
  ships: "What ships",
  cost: (parameters: string, multiplyAdds: string) =>
    `${parameters} parameters, ${multiplyAdds} multiply-adds per image`,
  times: (factor: string) => `${factor} times the work of what ships`,
  once: "as much work as what ships",
  use: (letter: string) => `Use as arm ${letter}`,
  add: (letter: string) => `Add as arm ${letter}`,
  used: (title: string, letter: string) => `Arm ${letter} is now ${title}.`,
  refused: (title: string, why: string) => `${title} was not taken: ${why}`,
  broken: "The trunk of this setup cannot be built:",
  cannot: "This method cannot be built on this trunk.",
  stem: "stem",
  main: "main",
  network: (number: number) => `network ${number}`,
  picture: (title: string, heads: number, own: string, mimicry: number) =>
    `${title}: a trunk and ${plural(heads, "its head", `${heads} heads`)}${own}; ${mimicry === 0 ? "no head mimics another" : `${mimicry} terms in which one head mimics another`}.`,
  branches: (places: string) => `, branches ${places}`,
  peers: (count: number) => `, ${plural(count, "one further network", `${count} further networks`)} from the input on`,
} as const;
