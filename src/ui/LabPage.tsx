import { Suspense } from "react";
import { App } from "./App";
import { LabContext, type Lab } from "./common/labContext";
import { late } from "./faults/late";
import { faultWords } from "./words/faultWords";

const EmbedPage = late(faultWords.names.page, async () => (await import("./EmbedPage")).EmbedPage);

/** The page on a given lab. */
export function LabPage({ lab }: { readonly lab: Lab }) {
  return (
    <LabContext value={lab}>
      {lab.embedded ? (
        <Suspense>
          <EmbedPage />
        </Suspense>
      ) : (
        <App />
      )}
    </LabContext>
  );
}
