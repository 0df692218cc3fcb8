import { adapterFacts } from "./device";

/** Raised when engines are timed in another way, or one of them became much faster: what was kept then counts no more. */
const MEASUREMENT = 2;

/** `2, Chrome 156, 2 cores, software google swiftshader`: what a choice of engine holds for. */
export async function machineName(): Promise<string> {
  const { userAgent = "", hardwareConcurrency } = (globalThis.navigator as Partial<Navigator> | undefined) ?? {};
  const adapter = await adapterFacts().catch(() => undefined);
  return [
    String(MEASUREMENT),
    browserOf(userAgent),
    `${hardwareConcurrency ?? "?"} cores`,
    adapter === undefined ? "no adapter" : `${adapter.kind} ${adapter.name}`.trim(),
  ].join(", ");
}

/** Name and first number of the version: engines change with it. The order matters, since browsers pose as each other. */
export function browserOf(userAgent: string): string {
  for (const name of ["Firefox", "Edg", "OPR", "Chrome", "Version"]) {
    const version = new RegExp(`${name}/(\\d+)`).exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return userAgent;
}
