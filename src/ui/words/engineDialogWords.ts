/** Words of what the engine badge opens. */
export const engineDialogWords = {
  title: "Engine",
  runs: "Runs on",
  adapter: "Adapter",
  measureCard: "How fast is this graphics card?",
  adapterUnknown: "not reported by the browser",
} as const;
