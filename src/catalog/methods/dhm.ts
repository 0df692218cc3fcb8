import type { Head } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import { choice, flag, num } from "../../schema/field";
import { crossEntropyTerms, method } from "./method";

/** Dynamic Hierarchical Mimicking: all heads learn the labels and each other's predictions. */
export const dhm = method({
  kind: "dhm",
  title: "DHM",
  summary: "Every head learns the labels and mimics the predictions of every other head.",
  source: {
    paper: "Li and Chen, Dynamic Hierarchical Mimicking Towards Consistent Optimization Objectives, CVPR 2020",
    arxiv: "2003.10739",
    code: "d-li14/DHM, cifar.py train(), utils/metric.py KLDivLoss",
  },
  formula: "L = Σₖ aₖ CE(zₖ, y) + α Σᵢ Σⱼ≠ᵢ T² KL(pⱼ ‖ pᵢ), teacher j held constant",
  fields: {
    alpha: num({
      label: "Mimicking weight α",
      help: "Weight of each term in which one head mimics another.",
      initial: 1,
      min: 0,
      max: 10,
      suggestions: [0, 0.3, 1, 3],
    }),
    temperature: num({
      label: "Temperature T",
      help: "Softens both predictions before they are compared; the term is scaled by T².",
      initial: 1,
      min: 0.25,
      max: 20,
      suggestions: [1, 3],
    }),
    pairs: choice({
      label: "Pairs",
      help: "Who mimics whom.",
      initial: "all",
      options: [
        { value: "all", label: "all heads mimic each other" },
        { value: "down", label: "branches mimic main" },
        { value: "up", label: "main mimics branches" },
      ],
      advanced: true,
    }),
    detach: flag({
      label: "Constant teacher",
      help: "The imitated head is a constant, as in the authors' code; off lets gradients reach the teacher, too.",
      initial: true,
      advanced: true,
    }),
  },
  observes: false,
  describe: ({ alpha }) => (alpha === 0 ? "Mimicking is off (α 0)." : "Branches learn from each other."),
  plan(context, { alpha, temperature, pairs, detach }) {
    const mimicry = orderedPairs(context.heads)
      .filter(([student, teacher]) => {
        if (pairs === "down") return teacher.branch === "main";
        return pairs === "all" || student.branch === "main";
      })
      .map(([student, teacher]): Term => ({
        kind: "kl",
        id: `kl/${student.branch}<${teacher.branch}`,
        branch: student.branch,
        student: student.logits,
        teacher: teacher.logits,
        temperature,
        factor: "squared",
        weight: { base: alpha },
        detach: detach ? ["teacher"] : [],
        rows: "all",
      }));
    return { terms: [...crossEntropyTerms(context), ...mimicry], views: 1 };
  },
});

/** All ordered pairs of different heads: student first. */
function orderedPairs(heads: readonly Head[]): readonly (readonly [student: Head, teacher: Head])[] {
  return heads.flatMap((student) =>
    heads.filter((teacher) => teacher !== student).map((teacher) => [student, teacher] as const),
  );
}
