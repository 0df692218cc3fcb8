/** Words of what the engine badge opens. */
export const engineDialogWords = {
  title: "Engine",
  runs: "Runs on",
  adapter: "Adapter",
  measureCard: "How fast is this graphics card?",
  kernels: "How convolutions are computed on this card",
  kernelsKept:
    "Chosen by timing each layer's shape in a few ways before it is first trained, and kept in this browser: another choice adds up in another order, so a replay would differ in its last digits. A run records what it was computed with.",
  /** @param filter `3×3, stride 2` @param channels `16 to 32 channels` @param map `32×32` */
  shape: (filter: string, channels: string, map: string, images: string) =>
    `${filter}, ${channels}, ${map} px, ${images} images`,
  stride: (size: string, stride: number) => `${size}, stride ${stride}`,
  channels: (inputs: number, outputs: number) => `${inputs} to ${outputs} channels`,
  grouped: (channels: string, groups: number) => `${channels} in ${groups} groups`,
  product: (rows: number, columns: number) => `matrix product in tiles of ${rows}×${columns}`,
  direct: (pixels: number, channels: number) => `directly, ${pixels} pixels by ${channels} channels at a time`,
  took: (way: string, ms: string) => `${way}: ${ms}`,
  /** On one line with its unit. */
  ms: (value: string) => `${value}\u00a0ms`,
  estimated: (way: string) => `${way} (estimated)`,
  tuneAgain: "Choose again",
  tunesNext: "The kernels will be chosen again when the next run begins.",
  adapterUnknown: "not reported by the browser",
} as const;
