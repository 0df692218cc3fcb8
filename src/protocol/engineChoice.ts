/** Every engine by the name that the user asks for. */
export const ENGINES = ["compiled", "wasm", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"] as const;

/** Which engine the user may ask for; `auto` takes the fastest that works here. */
export const ENGINE_CHOICES = ["auto", ...ENGINES] as const;

export type EngineName = (typeof ENGINES)[number];
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** The graphics interface without which an engine is none; the others need the processor alone. */
export const engineNeeds: { readonly [choice in EngineChoice]?: "webgpu" | "webgl" } = {
  compiled: "webgpu",
  "tfjs-webgpu": "webgpu",
  "tfjs-webgl": "webgl",
};
