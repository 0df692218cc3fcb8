import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./ui/App";

const host = document.getElementById("root");
if (!host) throw new Error("index.html has no element with the id root");
createRoot(host).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
