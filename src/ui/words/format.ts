const MINUS = "−";

/** A value in (−1, 1) without a leading zero: `.683`, `−.03`; `1` and `0` stay. */
export function decimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return "–";
  const text = Math.abs(value).toFixed(digits).replace(/^0\./, ".");
  const zero = Number(text) === 0;
  return `${value < 0 && !zero ? MINUS : ""}${text}`;
}

/** An accuracy or another share: `.683`. */
export const share = (value: number): string => decimal(value, 3);

/** A cosine: `.68`. */
export const cosineText = (value: number): string => decimal(value, 2);

/** A loss: three digits that matter, `1.05`, `.083`, `12.3`. */
export function loss(value: number): string {
  const size = Math.abs(value);
  return decimal(value, size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** A difference with its sign: `+5.6`, `−.4`. */
export function signed(value: number, digits: number): string {
  const text = decimal(value, digits);
  return value > 0 ? `+${text}` : text;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
/** `1,500` */
export const count = (value: number): string => whole.format(value);

/** Three digits and a magnitude: `77.9 k`, `12.6 M`. */
export function compact(value: number): string {
  for (const [size, unit] of [
    [1e12, " T"],
    [1e9, " G"],
    [1e6, " M"],
    [1e3, " k"],
  ] as const) {
    if (value >= size) {
      const scaled = value / size;
      return `${scaled.toFixed(scaled >= 100 ? 0 : 1)}${unit}`;
    }
  }
  return whole.format(value);
}

/** Storage: `3.1 MB`, `640 kB`. */
export function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  return value >= 1e6 ? `${(value / 1e6).toFixed(1)} MB` : `${Math.ceil(value / 1e3)} kB`;
}

/** A running clock: `0:04`, `12:30`, `1:02:05`. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

/** An estimate in words: `5 s`, `2 min`, `3 h`. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
