/** Which executor the user may ask for; `auto` takes the best that works here. */
export const ENGINE_CHOICES = ["auto", "compiled", "wasm", "tfjs-webgpu", "tfjs-webgl", "tfjs-cpu"] as const;

export type EngineChoice = (typeof ENGINE_CHOICES)[number];
