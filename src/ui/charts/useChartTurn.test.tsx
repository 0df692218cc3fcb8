// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { useChartTurn } from "./useChartTurn";

afterEach(cleanup);

function Chart({
  name,
  value,
  seen = true,
}: {
  readonly name: string;
  readonly value: number;
  readonly seen?: boolean;
}) {
  return <p>{`${name} ${useChartTurn(value, seen, Object.is)}`}</p>;
}

const frame = (): Promise<void> =>
  act(() => new Promise<void>((resolve) => void requestAnimationFrame(() => setTimeout(resolve, 0))));

it("charts get their turns even when newer values come faster than frames", async () => {
  const page = (value: number) => (
    <>
      <Chart name="a" value={value} />
      <Chart name="b" value={value} />
      <Chart name="c" value={value} />
    </>
  );
  const { rerender } = render(page(0));
  for (let value = 1; value <= 12; value += 1) {
    rerender(page(value));
    if (value % 2 === 0) await frame();
  }
  for (const name of ["a", "b", "c"]) expect(screen.queryByText(`${name} 0`)).toBeNull();
  for (let count = 0; count < 4; count += 1) await frame();
  for (const name of ["a", "b", "c"]) expect(screen.getByText(`${name} 12`)).toBeTruthy();
});

it("a chart out of sight waits, and draws the newest value when it comes in", async () => {
  const { rerender } = render(<Chart name="a" value={0} />);
  rerender(<Chart name="a" value={1} seen={false} />);
  for (let count = 0; count < 3; count += 1) await frame();
  expect(screen.getByText("a 0")).toBeTruthy();
  rerender(<Chart name="a" value={2} seen />);
  await frame();
  await frame();
  expect(screen.getByText("a 2")).toBeTruthy();
});
