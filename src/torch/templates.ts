import type { Templates } from "./assemble";

const files = import.meta.glob<string>("./templates/**/*.{py,md,txt}", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** Every template by its path below `templates/`; those in Python without their ending. */
export const templates: Templates = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace("./templates/", "").replace(/\.py$/, ""), text]),
);
