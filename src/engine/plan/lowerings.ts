import { sizeOf } from "../../graph/shape";
import { allTerms } from "../allTerms";
import type { EvaluateOptions, ExecutorPlan, FeaturePair } from "../executor";
import { probeLayers } from "../gram";
import { lowerInference } from "./inference";
import type { LoweringPlan } from "./lowering";
import { lowerProbe, type LoweredProbe } from "./probing";
import { Arena } from "./region";
import type { TrainingState } from "./state";
import { lowerGradients, lowerTraining, type Lowered, type LoweredStep } from "./training";

export type LoweredInference = ReturnType<typeof lowerInference>;

/** A list that an executor may have to run: `key` tells it from all others, `lower` makes it. */
export interface Recipe<L> {
  readonly key: string;
  readonly lower: () => L;
}

/** Every list of operations that an executor may be asked for, and the arenas that they share besides the state. */
export class Lowerings {
  readonly images = new Arena("images");
  readonly labels = new Arena("labels");
  /** Gradients of all parameters that somebody asked to see. */
  readonly asked = new Arena("asked gradients");
  readonly #plan: ExecutorPlan;
  readonly #state: TrainingState;
  readonly #lowering: LoweringPlan;

  constructor(plan: ExecutorPlan, state: TrainingState) {
    this.#plan = plan;
    this.#state = state;
    const { graph, batchSize } = plan;
    for (const { name, shape, frozen } of graph.parameters) if (frozen !== true) this.asked.slot(name, sizeOf(shape));
    this.#lowering = {
      graph,
      batch: batchSize,
      parameters: state.parameters,
      statistics: state.statistics,
      termState: state.terms,
      views: plan.views ?? 1,
      images: this.images.slot("images", batchSize * sizeOf(graph.input)),
      labels: this.labels.slot("labels", batchSize),
    };
  }

  step(): Recipe<LoweredStep> {
    const { terms, optimizer, clip } = this.#plan;
    return { key: "step", lower: () => lowerTraining(this.#lowering, terms, optimizer, this.#state, clip) };
  }

  inference({ embeddings = false, variances = {} }: EvaluateOptions): Recipe<LoweredInference> {
    return {
      key: `inference ${JSON.stringify([embeddings, variances])}`,
      lower: () => lowerInference(this.#lowering, { embeddings, variances }),
    };
  }

  /** @param losses by loss: which terms it uses. */
  probe(losses: readonly (readonly boolean[])[], features: readonly FeaturePair[]): Recipe<LoweredProbe> {
    const layers = probeLayers(this.#plan.graph);
    return {
      key: `probe ${JSON.stringify([losses, features])}`,
      lower: () => lowerProbe(this.#lowering, allTerms(this.#plan), losses, layers, features),
    };
  }

  /** @param active which terms count. */
  gradients(active: readonly boolean[]): Recipe<Lowered> {
    return {
      key: `gradients ${JSON.stringify(active)}`,
      lower: () => lowerGradients(this.#lowering, this.#plan.terms, active, this.asked),
    };
  }
}
