import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./ui/theme.css";
import "./ui/base.css";
import { readTheme } from "./ui/card/readTheme";
import { CardPage } from "./ui/card/CardPage";

const host = document.getElementById("root");
if (!host) throw new Error("bench.html has no element with the id root");
readTheme();
createRoot(host).render(
  <StrictMode>
    <CardPage />
  </StrictMode>,
);
