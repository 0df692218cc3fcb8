import { augmentations } from "../catalog/augmentations";
import { augmentations as kinds } from "../data/augment";
import { catalogReference, settingRows, type ReferenceSection } from "../catalog/reference";
import {
  augmentationFields,
  combiningFields,
  forkRateField,
  forkWeightField,
  learningFields,
  seedField,
} from "./fields";
import { keyedGroups } from "./link/grammar";

const titles = {
  training: ["Training", "How long every arm trains, on how many images a step, and how the learning rate moves."],
  augmentation: ["Augmentation", "What happens to each training image before every arm sees it."],
  measure: ["Measuring", "How often the heads are evaluated and the gradients compared."],
} as const;

/** Link keys by setting. */
const augmentationKeys = new Map(
  keyedGroups
    .filter(({ group }) => group === "augmentation")
    .flatMap(({ keys }) => Object.entries(keys).map(([key, name]) => [name, key] as const)),
);

/**
 * The whole reference: the catalogue, then what all arms share. The page and `docs/REFERENCE.md` are both written from it.
 */
export function experimentReference(): readonly ReferenceSection[] {
  const seed = settingRows({ seed: seedField }, () => "s");
  const ofFork = [
    ...settingRows({ weight: forkWeightField }, () => "f=<site>~<design>~<weight>"),
    ...settingRows({ rate: forkRateField }, () => "f=<site>~<design>~<weight>~<rate>"),
  ];
  return [
    ...catalogReference(),
    {
      id: "augmentations",
      title: "Changes of training images",
      entries: Object.entries(augmentations).map(([kind, entry]) => ({
        id: `augmentations/${kind}`,
        kind,
        ...entry,
        settings: settingRows(
          Object.fromEntries(
            kinds[kind as keyof typeof kinds].settings.map((name) => [name, augmentationFields[name]]),
          ),
          (name) => augmentationKeys.get(name) ?? name,
        ),
      })),
    },
    {
      id: "shared",
      title: "Settings of the experiment",
      entries: [
        ...keyedGroups.map(({ group, fields, keys }) => {
          const keyOf = new Map(Object.entries(keys).map(([key, name]) => [name, key]));
          const [title, summary] = titles[group];
          return {
            id: `shared/${group}`,
            kind: group,
            title,
            summary,
            differs: [],
            settings: settingRows(fields, (name) => keyOf.get(name) ?? name),
          };
        }),
        {
          id: "shared/other",
          kind: "other",
          title: "Seed; weight and rate of a branch",
          summary:
            "One number from which all chance is drawn; what each branch's own loss counts, and how fast the branch's own layers learn.",
          differs: [],
          settings: [...seed, ...ofFork],
        },
        {
          id: "shared/combining",
          kind: "combining",
          title: "Combining an arm's losses",
          summary:
            "Which rule says what the losses of an arm's branches count, and how often it is asked. Every arm has its own.",
          differs: [],
          settings: settingRows(combiningFields, (name) => `combine.${name}`),
        },
        {
          id: "shared/learning",
          kind: "learning",
          title: "How an arm learns",
          summary:
            "How fast the branches' own layers learn beside the trunk, when they join, and how long a gradient may be. Every arm has its own.",
          source: {
            paper:
              "Lee et al., Deeply-Supervised Nets, AISTATS 2015 (the authors' networks for Caffe, lr_mult); Kubaty et al., How to Train Your Multi-Exit Model?, ICML 2025 (the mixed regime); Pascanu et al., On the difficulty of training recurrent neural networks, ICML 2013, algorithm 1 (clipping)",
            arxiv: "2407.14320",
          },
          differs: [
            "The rate of all branches and a branch's own rate multiply. Layers of the trunk have no factor, whoever's loss reaches them.",
            "The factor scales weight decay, too, coupled or decoupled, as parameter groups of PyTorch do; Caffe has a factor of its own for decay.",
            "The mixed regime trains the backbone until it no longer improves, then backbone and branches together. Here the first part is a share of the budget, and one learning-rate schedule covers both.",
            "Until they join, the branches' own layers stay as they were drawn; running statistics of their batch norms move all the same.",
            "A gradient's length is taken over all parameters before weight decay, and one that is too long multiplied by limit / (length + 1e-6), as PyTorch does. Branches that take turns are clipped one by one. A gradient without branches is shorter, so that one limit means less before they join.",
          ],
          settings: settingRows(learningFields, (name) => `learn.${name}`),
        },
      ],
    },
  ];
}

/** Whether all of some words occur in an entry: its names, its sentences, its settings. */
export function matchesWords(entry: ReferenceSection["entries"][number], query: string): boolean {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const { title, kind, summary, formula, source, differs, settings } = entry;
  const text = [title, kind, summary, formula, source?.paper, source?.arxiv, source?.code, ...differs]
    .concat(settings.flatMap(({ name, label, help, linkKey }) => [name, label, help, linkKey]))
    .join(" ")
    .toLowerCase();
  return words.every((word) => text.includes(word));
}
