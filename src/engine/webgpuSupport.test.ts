import { expect, it } from "vitest";
import { whereWebGpuIs } from "./webgpuSupport";

const firefox = (system: string): string => `Mozilla/5.0 (${system}; rv:153.0) Gecko/20100101 Firefox/153.0`;
const chrome = (system: string): string =>
  `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`;

it("promises WebGPU to nobody whose browser has none on this system", () => {
  expect(whereWebGpuIs(firefox("X11; Linux x86_64"))).toBe("firefoxOnLinux");
  expect(whereWebGpuIs(firefox("Windows NT 10.0; Win64; x64"))).toBe("firefoxOnWindows");
  expect(whereWebGpuIs(firefox("Macintosh; Intel Mac OS X 10.15"))).toBe("firefoxOnMac");
  expect(whereWebGpuIs(firefox("Android 15; Mobile"))).toBe("chromeOrEdge");
});

it("names the condition where the browser could have it", () => {
  expect(whereWebGpuIs(chrome("X11; Linux x86_64"))).toBe("chromeOnLinux");
  expect(whereWebGpuIs(chrome("Windows NT 10.0; Win64; x64"))).toBe("chrome");
  expect(whereWebGpuIs(chrome("Linux; Android 10; K"))).toBe("chromeOnAndroid");
  expect(whereWebGpuIs("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1.15")).toBe("safari");
  expect(whereWebGpuIs("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) FxiOS/140 Safari/605")).toBe(
    "safariOnIos",
  );
  expect(whereWebGpuIs("")).toBe("unknown");
});
