/** Colours of the agreement scale as a canvas can use them. */
export interface AgreementRamp {
  colorOf(cosine: number): string;
  readonly ink: string;
}

const LEVELS = 32;
const ramps = new Map<string, AgreementRamp>();

/**
 * The scale of the style sheet, read once per theme: canvas knows neither custom properties nor light-dark().
 * @param shade names the theme, so that another theme reads again.
 */
export function agreementRamp(shade: string): AgreementRamp {
  const known = ramps.get(shade);
  if (known !== undefined) return known;
  const probe = document.createElement("span");
  // The cells' colours are their values: they stay where the system chooses all other colours.
  probe.style.setProperty("forced-color-adjust", "none");
  document.body.append(probe);
  const read = (color: string): string => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const half = (end: string): readonly string[] =>
    Array.from({ length: LEVELS + 1 }, (_, level) =>
      read(`color-mix(in oklab, var(${end}) ${(100 * level) / LEVELS}%, var(--agree-zero))`),
    );
  const together = half("--agree-pos");
  const apart = half("--agree-neg");
  const ink = read("var(--ink)");
  probe.remove();
  const ramp: AgreementRamp = {
    ink,
    colorOf: (cosine) => {
      const level = Math.round(Math.min(1, Math.abs(cosine)) * LEVELS);
      return (cosine < 0 ? apart : together)[level] ?? ink;
    },
  };
  ramps.set(shade, ramp);
  return ramp;
}
