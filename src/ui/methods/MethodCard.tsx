import type { Arm } from "../../experiment/experiment";
import { armTitle, methodEntry, type ArmNetwork } from "../../experiment/network";
import { costByBranch, totalCost, type Cost } from "../../graph/cost";
import { MAIN, type BranchId } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import { armStyle } from "../common/armStyle";
import { compact, decimal } from "../words/format";
import { AboutLink } from "../reference/AboutLink";
import controls from "../common/controls.module.css";
import { methodsWords } from "../words/methodsWords";
import { SchematicDrawing } from "./SchematicDrawing";
import styles from "./Methods.module.css";

interface MethodCardProps {
  readonly arm: Arm;
  readonly network: ArmNetwork | undefined;
  readonly note: string;
  /** Arms of the experiment: one that is not there yet is added. */
  readonly armCount: number;
  readonly onUse: (arm: Arm, index: number) => void;
}

/** One way to supervise: its picture, its loss, what it costs, and a way into the experiment. */
export function MethodCard({ arm, network, note, armCount, onUse }: MethodCardProps) {
  const entry = methodEntry(arm.method.kind);
  const title = armTitle(arm);
  return (
    <section className={styles.card} aria-label={title}>
      <header className={styles.cardHead}>
        <h3>{title}</h3>
        <AboutLink entry={`methods/${entry.kind}`} title={title} />
      </header>
      {network === undefined ? (
        <p>{methodsWords.cannot}</p>
      ) : (
        <>
          <SchematicDrawing network={network} title={title} />
          <p className={styles.formula}>{entry.formula}</p>
          <p className="small">{note}</p>
          <Facts network={network} />
          <div className={styles.actions}>
            {[0, 1].slice(0, armCount + 1).map((index) => (
              <button
                key={index}
                type="button"
                className={`${controls.button} ${controls.small}`}
                aria-label={`${title}: ${buttonText(index, armCount)}`}
                onClick={() => onUse(arm, index)}
              >
                {buttonText(index, armCount)}
              </button>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

function buttonText(index: number, armCount: number): string {
  const { letter } = armStyle(index);
  return index < armCount ? methodsWords.use(letter) : methodsWords.add(letter);
}

function Facts({ network: { graph, plan } }: { readonly network: ArmNetwork }) {
  const total = totalCost(graph);
  const main = costByBranch(graph).get(MAIN) ?? total;
  const watching = new Set(graph.heads.filter(({ observer }) => observer).map(({ branch }) => branch));
  const factor = main.multiplyAdds === 0 ? 1 : total.multiplyAdds / main.multiplyAdds;
  const costText = ({ parameters, multiplyAdds }: Cost): string =>
    methodsWords.cost(compact(parameters), compact(multiplyAdds));
  return (
    <dl className={styles.facts}>
      <dt>{methodsWords.terms}</dt>
      <dd>{termsText(plan.terms, watching)}</dd>
      <dt>{methodsWords.trains}</dt>
      <dd>
        {costText(total)}; {factor < 1.005 ? methodsWords.once : methodsWords.times(decimal(factor, 2))}
      </dd>
      <dt>{methodsWords.ships}</dt>
      <dd>{costText(main)}</dd>
    </dl>
  );
}

/** `3 CE, 6 KL`; what heads learn that leave the trunk alone stands apart: `1 CE; 2 CE of heads that only watch`. */
function termsText(terms: readonly Term[], watching: ReadonlySet<BranchId>): string {
  const own = countText(terms.filter(({ branch }) => !watching.has(branch)));
  const aside = countText(terms.filter(({ branch }) => watching.has(branch)));
  return aside === "" ? own : `${own}; ${methodsWords.watching(aside)}`;
}

function countText(terms: readonly Term[]): string {
  const counts = new Map<Term["kind"], number>();
  for (const { kind } of terms) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${methodsWords.kinds[kind]}`).join(", ");
}
