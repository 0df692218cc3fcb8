import { App } from "./App";
import { LabContext, type Lab } from "./common/labContext";

/** The page on a given lab. */
export function LabPage({ lab }: { readonly lab: Lab }) {
  return (
    <LabContext value={lab}>
      <App />
    </LabContext>
  );
}
