/** Whether this is the folder that `lab pack` wrote, which has neither the repository nor a browser's driver beside it. */
export const isPacked = (): boolean => process.env["FORKLAB_PACKED"] === "1";

/** How the command line is called here. */
export const program = (): string => (isPacked() ? "node forklab.mjs" : "npm run lab --");
