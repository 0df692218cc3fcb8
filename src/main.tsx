import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/theme.css";
import "./ui/base.css";
import "./ui/print.css";
import { faultWords } from "./ui/words/faultWords";
import { Guarded } from "./ui/faults/Guarded";
import { noteLostStyles } from "./ui/faults/lostStyles";
import { listenToFaults } from "./ui/faults/pageFaults";
import { LabPage } from "./ui/LabPage";
import { startLab } from "./ui/startLab";

const host = document.getElementById("root");
if (!host) throw new Error("index.html has no element with the id root");
noteLostStyles(window);
listenToFaults(window);
const started = attempt(startLab);

/** What failed before there was a page fails again where the page can say so. */
function Start() {
  return <LabPage lab={started()} />;
}

createRoot(host).render(
  <StrictMode>
    <Guarded part={faultWords.names.page}>
      <Start />
    </Guarded>
  </StrictMode>,
);

/** Does something once, now; its result or its failure is handed over whenever it is asked for. */
function attempt<T>(action: () => T): () => T {
  try {
    const result = action();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
