/** What the engine's dialog says. */
export const engineWords = {
  next: "Engine of the next run",
  why: "Why not the compiled engine",
  whyNotWasm: "Why not WebAssembly",
  /** @param rivals `9 on WebGPU, compiled` */
  fastest: (name: string, rate: string, rivals: string) =>
    `Automatic takes ${name}: it was the fastest here, with ${rate} steps/s in a short test against ${rivals}.`,
  fastestTogether: (name: string, rate: string, rivals: string) =>
    `Automatic takes ${name}: it trains two arms side by side, each with ${rate} steps/s in a short test, one after the other ${rivals}.`,
  rival: (name: string, rate: string) => `${rate} on ${name}`,
  ahead: (name: string, rate: string) =>
    `Automatic takes ${name}: with ${rate} steps/s in a short test it was clearly ahead, so no other engine was timed.`,
  alone: (name: string, rate: string) =>
    `Automatic takes ${name}, the only one of Forklab's own engines that works here: ${rate} steps/s in a short test.`,
  lastResort: (name: string) => `Automatic takes ${name}, because neither of Forklab's own engines works here.`,
  byHand: (name: string) => `You chose ${name}.`,
  trials: "What was found here",
  steps: (rate: string) => `${rate} steps/s`,
  works: "works, not timed",
  kept: "The result is kept in this browser, and found anew when the browser or the graphics adapter changes.",
  selfTest: "Before it may train, an engine has to pass a self-test of its gradients against reference values.",
  again: "Measure again",
  measuring: "Measuring…",
  afterRun: "The engines are timed when no run is under way.",
} as const;
