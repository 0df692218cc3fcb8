import { Guarded } from "../faults/Guarded";
import { Notices } from "../notices/Notices";
import { faultWords } from "../words/faultWords";
import { PhoneDiagram } from "./PhoneDiagram";
import { PhoneRunBar } from "./PhoneRunBar";
import styles from "./Phone.module.css";

const { names } = faultWords;

/** The figure and its transport alone, in one narrow column. */
export function PhoneFigure() {
  return (
    <main translate="no" className={styles.main}>
      <div className={styles.content}>
        <Guarded part={names.notices}>
          <Notices />
        </Guarded>
        <Guarded part={names.diagram}>
          <PhoneDiagram />
        </Guarded>
      </div>
      <Guarded part={names.runBar}>
        <PhoneRunBar />
      </Guarded>
    </main>
  );
}
