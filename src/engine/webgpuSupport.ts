/**
 * Which versions of a browser have WebGPU, for somebody whose browser has none: where it can be had, as far as one can
 * tell from what the browser says of itself. An Intel Mac and one with Apple silicon say the same.
 *
 * Source: the browsers' release notes; Chrome on Linux by graphics card (Intel from generation 12 on: 144).
 */
export function whereWebGpuIs(userAgent: string): string {
  const isLinux = /Linux|X11/.test(userAgent) && !/Android/.test(userAgent);
  if (/iPhone|iPad/.test(userAgent)) return "Safari has it from iOS 26 on";
  if (/Firefox\//.test(userAgent)) {
    if (isLinux)
      return "Firefox on Linux has it switched off (dom.webgpu.enabled in about:config); Chrome has it from 144 on";
    if (/Windows/.test(userAgent)) return "Firefox has it on Windows from 141 on";
    if (/Mac OS/.test(userAgent))
      return "Firefox has it on Macs with Apple silicon from 145 on, Chrome and Edge on every Mac";
    return "Chrome and Edge have it";
  }
  if (/Android/.test(userAgent)) return "Chrome on Android has it from 121 on, with most graphics chips";
  if (/Edg\/|Chrome\/|OPR\//.test(userAgent)) {
    return isLinux
      ? "Chrome on Linux has it from 144 on with newer Intel graphics, from 148 on with NVIDIA; hardware acceleration must be on"
      : "Chrome and Edge have it from 113 on; hardware acceleration must be on";
  }
  if (/Version\/\d+.*Safari/.test(userAgent)) return "Safari has it from 26 on, Chrome and Edge on every Mac";
  return "Chrome, Edge and Safari 26 have it";
}
