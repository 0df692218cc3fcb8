import type { Term } from "../../graph/term";
import { num, weightsKey } from "../../schema/field";
import { cds } from "./cds";
import { contrastiveTerms } from "./contrastiveTerms";
import { method } from "./method";

/** Contrastive Deep Supervision with a frozen teacher: features and predictions of an earlier run are imitated. */
export const cdskd = method({
  kind: "cdskd",
  title: "CDS distillation",
  summary:
    "Contrastive Deep Supervision that also imitates a frozen earlier run: its embeddings at every branch and its softened predictions.",
  source: {
    paper: "Zhang et al., Contrastive Deep Supervision, ECCV 2022",
    arxiv: "2207.05306",
    code: "ArchipLab-LinfengZhang/contrastive-deep-supervision, CIFAR/distill.py",
  },
  differs: [
    "The contrastive term has no factor in front; the class that the authors took over multiplies it by τ / .07, which is 1 at the initial τ.",
    "The teacher has the same network as the student (an earlier run of the same arm), so that no linear adapter stands between them; the authors also distil from larger networks.",
    "The teacher is in inference mode; the authors' code leaves it in training mode, with batch statistics.",
    "The distance is the norm over the whole batch, as in the authors' code: it grows with the square root of the batch size.",
  ],
  formula:
    "L = CE(z₀, y) + λ Σₖ aₖ SupCon(eₖ; τ) + δ Σₖ ‖eₖ − eₖᵗ‖ + H(softmax(z₀ᵗ/T), softmax(z₀/T)), the teacher ᵗ frozen",
  fields: {
    teacher: weightsKey({
      label: "Teacher",
      help: "The weights of a finished run of the same network, trained with CDS; they stay as they are.",
    }),
    ...cds.fields,
    distance: num({
      label: "Feature weight δ",
      help: "Weight of the distance between each embedding and the teacher's.",
      initial: 0.1,
      min: 0,
      max: 10,
      suggestions: [0.1, 0.5],
    }),
    temperature: num({
      label: "Prediction temperature",
      help: "Softens both predictions before they are compared; no factor makes up for the smaller gradient, as in the authors' code.",
      initial: 3,
      min: 0.5,
      max: 20,
      suggestions: [1, 3, 4],
    }),
  },
  published: {
    values: { lambda: 0.1, tau: 0.07, positives: "label", last: true, distance: 0.1, temperature: 3 },
    branch: { kind: "projection" },
    sites: "earlyStages",
  },
  observes: () => false,
  describe: ({ teacher }) =>
    teacher === "" ? "Imitates an earlier run; none is chosen yet." : `Imitates the run with weights ${teacher}.`,
  needsUnitMain: ({ last }) => last,
  teacherKey: ({ teacher }) => teacher,
  plan(context, values) {
    const { distance, temperature } = values;
    const [main] = context.heads;
    const [mainTeacher] = context.teacher ?? [];
    const pairs = (context.teacher ?? []).flatMap((teacher, index) => {
      const student = context.heads[index];
      return student === undefined || (student.branch === "main" && !values.last) ? [] : [{ student, teacher }];
    });
    const features = pairs.map(({ student, teacher }): Term => ({
      kind: "distance",
      id: `feature/${student.branch}`,
      branch: student.branch,
      a: student.unit ?? student.embedding,
      b: teacher.unit ?? teacher.embedding,
      measure: "norm",
      weight: { base: distance * context.weightOf(student.branch) },
      detach: ["b"],
      rows: "all",
    }));
    const predictions: readonly Term[] =
      main === undefined || mainTeacher === undefined
        ? []
        : [
            {
              kind: "softCrossEntropy",
              id: "soft/main<teacher",
              branch: main.branch,
              student: main.logits,
              teacher: mainTeacher.logits,
              temperature,
              weight: { base: 1 },
              detach: ["teacher"],
              rows: "view1",
            },
          ];
    return { terms: [...contrastiveTerms(context, values), ...features, ...predictions], views: 2 };
  },
});
