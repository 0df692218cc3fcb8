import { lazy, Suspense } from "react";

const Accuracy = lazy(async () => ({ default: (await import("./AccuracyTable")).AccuracyTable }));
const Agreement = lazy(async () => ({ default: (await import("./AgreementHistory")).AgreementHistory }));

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
