import type { Fork } from "../../experiment/experiment";
import { networksOf } from "../../experiment/networks";
import { branchChoices, fitAt } from "../../store/branchChoices";
import { useLab } from "../common/labContext";
import { buildText } from "../words/issueWords";
import { strings } from "../words/strings";
import { placeName } from "../words/wording";
import styles from "./Setup.module.css";

/** Beside the choice of a design: what does not fit these places, and what is built smaller there than designed. */
export function FitNote({ forks }: { readonly forks: readonly Fork[] }) {
  const experiment = useLab((state) => state.experiment);
  const { trunk } = networksOf(experiment);
  const sites = forks.map(({ site }) => site);
  const refusals = branchChoices.flatMap(({ label, branch }) => {
    const fit = fitAt(experiment, sites, branch);
    return fit.kind === "refused"
      ? [strings.setup.refused(label, placeName(trunk, fit.site ?? ""), buildText(fit.why))]
      : [];
  });
  const smaller = forks.flatMap(({ site, branch }) => {
    const fit = fitAt(experiment, [site], branch);
    return fit.kind === "smallerPool" ? [strings.setup.smallerPool(placeName(trunk, site), fit.pool, fit.wanted)] : [];
  });
  const notes = [...new Set([...smaller, ...refusals])];
  if (notes.length === 0) return null;
  return (
    <ul className={styles.fit}>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
