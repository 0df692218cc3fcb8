import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/theme.css";
import "./ui/base.css";
import { LabPage } from "./ui/LabPage";
import { startLab } from "./ui/startLab";

const host = document.getElementById("root");
if (!host) throw new Error("index.html has no element with the id root");
createRoot(host).render(
  <StrictMode>
    <LabPage lab={startLab()} />
  </StrictMode>,
);
