/** Which executor the user may ask for; `auto` takes the best that works here. */
export const ENGINE_CHOICES = ["auto", "compiled", "wasm", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"] as const;

export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** The graphics interface without which an engine is none; the others need the processor alone. */
export const engineNeeds: { readonly [choice in EngineChoice]?: "webgpu" | "webgl" } = {
  compiled: "webgpu",
  "tfjs-webgpu": "webgpu",
  "tfjs-webgl": "webgl",
};
