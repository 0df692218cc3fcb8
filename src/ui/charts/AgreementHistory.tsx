import { armStyle } from "../common/armStyle";
import { useLab, useChartRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { pairName } from "../words/wording";
import { agreementPanels } from "./agreementPanels";
import { gapWords } from "../words/gapWords";
import styles from "./Charts.module.css";
import { useAgreementGap } from "./useAgreementGap";
import { StepTable } from "./StepTable";

/** Every probe as a row, newest first; a column per branch, stage and arm, of the measure and losses that are chosen. */
export function AgreementHistory() {
  const experiment = useLab((state) => state.experiment);
  const view = useLab((state) => state.agreementView);
  const chosen = useLab((state) => state.agreementMeasure);
  const part = useLab((state) => state.agreementPart);
  const record = useChartRecord();
  const shown = useShownArms();
  const { branches, trunk } = usePairs();
  const measure = view === "lines" ? chosen : "cosine";
  const gap = useAgreementGap(measure);
  const known = new Set<string>();
  const columns = branches.flatMap((pair) =>
    agreementPanels({ experiment, record, shown, pair, measure, part }).flatMap(({ title, text, lines }) =>
      lines.flatMap(({ role, name, arm, series }) => {
        // All losses together are the same under every pair.
        if (role !== "value" || known.has(name)) return [];
        known.add(name);
        const place = name.split("/")[3] === "main" ? title : `${pairName(trunk, pair)}, ${title.toLowerCase()}`;
        return [{ name, place, arm, series, text }];
      }),
    ),
  );
  if (columns.length === 0 && gap !== undefined) return <p className={styles.help}>{gapWords.agreement[gap]}</p>;
  return (
    <StepTable
      caption={strings.agreement.caption}
      columns={columns.map(({ name, place, arm, series, text }) => ({
        key: name,
        head: (
          <>
            {place} <b className={`${armStyle(arm).className} armText`}>{armStyle(arm).letter}</b>
          </>
        ),
        series,
        text,
      }))}
    />
  );
}
