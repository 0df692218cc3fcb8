import { channelsAfter } from "../../graph/blocks/block";
import { branchDesign } from "./branchDesign";

/**
 * The projection head of Contrastive Deep Supervision: one unit of separable convolutions for every remaining stage, each
 * halving the map, widths doubling up to the trunk's last; then a pooled embedding of unit length.
 *
 * The authors' head has no classifier. Forklab's has a linear probe, so that the branch has an accuracy; its gradient stops
 * at the embedding, so that only a contrastive term teaches the branch and the trunk.
 */
export const projection = branchDesign({
  kind: "projection",
  title: "CDS projection",
  summary:
    "Separable convolutions, then a unit-length embedding for contrastive terms. The classifier is a probe: labels teach it alone, neither branch nor trunk.",
  source: {
    paper: "Zhang et al., Contrastive Deep Supervision, ECCV 2022",
    arxiv: "2207.05306",
    code: "ArchipLab-LinfengZhang/contrastive-deep-supervision, CIFAR/resnet.py (the probe is Forklab's addition)",
  },
  differs: [
    "A linear probe reads the embedding behind a stop-gradient, so that the branch has an accuracy; the authors' heads have no classifier.",
    "As in the authors' code nothing non-linear follows the convolutions, although the paper speaks of a non-linear projection.",
  ],
  formula: "e = f(x) / ‖f(x)‖₂",
  fields: {},
  aliases: {},
  caption: () => "separable conv, embedding + probe",
  expand({ backbone, place, channels }) {
    const firstStage = Math.max(0, place.stage + 1);
    const count = backbone.stages.length - firstStage;
    // What the trunk ends with, counted from the fork on: some blocks append to what they get.
    const own = backbone.stages[place.stage]?.slice(place.block + 1) ?? [];
    const rest = [...(place.stage === -2 ? backbone.stem : own), ...backbone.stages.slice(firstStage).flat()];
    const last = rest.reduce((width, block) => channelsAfter(block, width), channels);
    const stages = Array.from({ length: count }, (_, index) => {
      const filters = Math.max(1, Math.round(last / 2 ** (count - 1 - index)));
      return { stage: `s${firstStage + index + 1}`, blocks: [{ op: "sepConv", filters, stride: 2 } as const] };
    });
    return { design: "CDS projection", stages, head: { kind: "projection" }, tap: "output" };
  },
});
