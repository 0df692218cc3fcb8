import { Suspense } from "react";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const Accuracy = late(faultWords.names.table, async () => (await import("./AccuracyTable")).AccuracyTable);
const Agreement = late(faultWords.names.table, async () => (await import("./AgreementHistory")).AgreementHistory);

/** The accuracy charts as numbers; loaded when asked for. */
export function AccuracyTable() {
  return (
    <Suspense>
      <Accuracy />
    </Suspense>
  );
}

/** The agreement as numbers; loaded when asked for. */
export function AgreementHistory() {
  return (
    <Suspense>
      <Agreement />
    </Suspense>
  );
}
