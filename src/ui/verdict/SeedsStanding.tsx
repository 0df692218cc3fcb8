import { armStyle } from "../common/armStyle";
import { useLab } from "../common/labContext";
import { useRoom } from "../common/useMedia";
import { SeedsActions } from "./SeedsActions";
import { LateSeedsPlot } from "./LateSeedsPlot";
import { seedText } from "../words/seedWords";
import { useSeeds } from "../common/useSeeds";
import styles from "./Verdict.module.css";

/** What the finished seeds say while the next one has no numbers of its own yet. */
export function SeedsStanding() {
  const { results, statement } = useSeeds();
  const [first, second] = useLab((state) => state.compared);
  const roomy = useRoom(1240);
  if (results.length === 0 || first === second) return null;
  const { text, worth } = seedText(statement, armStyle(first).letter, armStyle(second).letter);
  return (
    <>
      <div className={`${styles.headline} ${styles.lead}`}>
        <p>
          <b>{text}</b> {worth}
        </p>
      </div>
      {results.length > 1 && roomy && <LateSeedsPlot results={results} arms={[first, second]} width={190} />}
      <SeedsActions />
    </>
  );
}
