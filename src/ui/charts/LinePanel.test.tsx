// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { LinePanel } from "./LinePanel";

afterEach(cleanup);

it("draws a gap as a gap, and each line at its own steps", () => {
  const { container } = render(
    <LinePanel
      width={300}
      height={120}
      start={0}
      end={40}
      endText={String}
      low={0}
      high={1}
      ticks={[0, 1]}
      log={false}
      neutral={undefined}
      shaded={false}
      tickText={undefined}
      lines={[
        {
          key: "a",
          arm: 0,
          role: "value",
          points: [
            { step: 0, value: 0.1 },
            { step: 10, value: 0.2 },
            { step: 20, value: null },
            { step: 30, value: 0.4 },
            { step: 40, value: 0.5 },
          ],
        },
        {
          key: "b",
          arm: 1,
          role: "value",
          points: [
            { step: 5, value: 0.3 },
            { step: 35, value: 0.3 },
          ],
        },
      ]}
    />,
  );
  const [a = "", b = ""] = [...container.querySelectorAll("path.recharts-line-curve")].map(
    (path) => path.getAttribute("d") ?? "",
  );
  expect(a.match(/M/g)).toHaveLength(2);
  expect(b.match(/M/g)).toHaveLength(1);
});
