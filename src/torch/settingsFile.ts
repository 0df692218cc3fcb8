import { ARM_LETTERS, type Experiment } from "../experiment/experiment";
import { builtNetworks } from "../experiment/expansion";
import { armTitle, baseLearningRate, datasetInfoOf, optimizerSpecOf, type ArmNetwork } from "../experiment/network";
import { imagesSetApart, ownValidationImages } from "../experiment/validation";
import { isCombined } from "./combineFile";
import { armName } from "./modelFile";
import { moduleOf } from "./names";
import { literal, WIDTH, written, type Literal } from "./python";

/** `settings.py`: everything of the experiment that is a number or a name. */
export function settingsFile(experiment: Experiment, link: string): string {
  const { seed, dataset, training, augmentation, measure, arms } = experiment;
  const { height, width, channels, classes, trainCount, testCount, normalise, retrieval } = datasetInfoOf(experiment);
  const networks = builtNetworks(experiment);
  const { kind, ...optimizer } = optimizerSpecOf(experiment);
  const { budget, batchSize, schedule, warmup, milestones, drop, cuts, labelled, patience } = training;
  // Where one method needs two views, all arms train on both.
  const views = networks.some(({ plan }) => plan.views === 2) ? 2 : 1;
  const groups: readonly (readonly [name: string, value: Literal])[][] = [
    [
      ["LINK", `#${link}`],
      ["SEED", seed],
      ["ARMS", Object.fromEntries(arms.map((arm, index) => [armName(index), armTitle(arm)]))],
      ["ALTERNATING", networks.flatMap(({ plan }, index) => (plan.updates === "alternating" ? [armName(index)] : []))],
      ["TEACHERS", byArm(networks, ({ teacherKey }) => teacherKey)],
      ["STARTS", byArm(networks, ({ startKey }) => startKey)],
      [
        "RATES",
        byArm(
          networks,
          ({ rates }) => rates && Object.fromEntries([...rates].map(([id, rate]) => [moduleOf(id), rate])),
        ),
      ],
      ["CLIP", byArm(networks, ({ learning }) => (learning?.clip === 0 ? undefined : learning?.clip))],
      [
        "TRUNK_FIRST",
        byArm(networks, ({ learning }) => (learning?.trunkFirst === 0 ? undefined : learning?.trunkFirst)),
      ],
      ["COMBINED", arms.flatMap((arm, index) => (isCombined(arm) ? [armName(index)] : []))],
    ],
    [
      ["DATA", { ...dataset } as Literal],
      ["IMAGE", { height, width, channels }],
      ["CLASSES", classes],
      ["TRAIN_IMAGES", trainCount],
      ["TEST_IMAGES", testCount],
      [
        "NORMALISE",
        (Array.isArray(normalise) ? normalise : [normalise]).map(({ mean, deviation }) => [mean, deviation]),
      ],
      ["RETRIEVAL", retrieval === undefined ? null : ({ ...retrieval } as Literal)],
    ],
    [
      ["BATCH_SIZE", batchSize],
      ["VIEWS", views],
      ["AUGMENTATION", { ...augmentation }],
      ["LABELLED", labelled],
      ["VALIDATION_IMAGES", imagesSetApart(experiment)],
      ["OWN_VALIDATION", ownValidationImages(experiment) > 0],
    ],
    [
      ["OPTIMIZER", { kind, ...optimizer }],
      ["LEARNING_RATE", baseLearningRate(experiment)],
      ["SCHEDULE", schedule],
      ["WARMUP", warmup],
      ["MILESTONES", [...milestones]],
      ["DROP", drop],
      ["CUTS", [...cuts]],
      ["BUDGET", budget],
      ["PATIENCE", patience],
    ],
    [
      ["EVALUATE_EVERY", measure.evaluateEvery],
      ["EVALUATE_IMAGES", measure.evaluateImages],
      ["PROBE_EVERY", measure.probeEvery],
    ],
  ];
  const text = groups.map((group) => group.map(([name, value]) => `${line(name, value)}\n`).join("")).join("\n");
  return `"""The experiment: ${arms.map((arm, index) => `${ARM_LETTERS[index] ?? ""}, ${armTitle(arm)}`).join("; ")}."""\n\n${text}`;
}

/** What some arms have, by the arm's name. */
function byArm(networks: readonly ArmNetwork[], read: (network: ArmNetwork) => Literal | undefined): Literal {
  return Object.fromEntries(
    networks.flatMap((network, index) => {
      const value = read(network);
      return value === undefined ? [] : [[armName(index), value]];
    }),
  );
}

/** A text cannot be broken, and a link may be long. */
function line(name: string, value: Literal): string {
  const text = `${name} = ${written(literal(value), 0, name.length + 3)}`;
  return typeof value === "string" && text.length > WIDTH ? `${text}  # noqa: E501` : text;
}
