import type { Reason } from "../protocol/event";

type WebGpuPlace = Extract<Reason, { readonly code: "noWebGpu" }>["place"];

/**
 * Which versions of a browser have WebGPU, for somebody whose browser has none: where it can be had, as far as one can
 * tell from what the browser says of itself. An Intel Mac and one with Apple silicon say the same.
 *
 * Source: the browsers' release notes; Chrome on Linux by graphics card (Intel from generation 12 on: 144).
 */
export function whereWebGpuIs(userAgent: string): WebGpuPlace {
  const isLinux = /Linux|X11/.test(userAgent) && !/Android/.test(userAgent);
  if (/iPhone|iPad/.test(userAgent)) return "safariOnIos";
  if (/Firefox\//.test(userAgent)) {
    if (isLinux) return "firefoxOnLinux";
    if (/Windows/.test(userAgent)) return "firefoxOnWindows";
    if (/Mac OS/.test(userAgent)) return "firefoxOnMac";
    return "chromeOrEdge";
  }
  if (/Android/.test(userAgent)) return "chromeOnAndroid";
  if (/Edg\/|Chrome\/|OPR\//.test(userAgent)) {
    return isLinux ? "chromeOnLinux" : "chrome";
  }
  if (/Version\/\d+.*Safari/.test(userAgent)) return "safari";
  return "unknown";
}
