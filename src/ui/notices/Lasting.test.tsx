// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { decodeLink } from "../../experiment/link/decode";
import { smallData } from "../../experiment/presets";
import { labStage } from "../testing/renderLab";
import { Notices } from "./Notices";

afterEach(cleanup);

it("a batch norm over two values is told as long as the experiment is set so", () => {
  const { store, wrap } = labStage();
  render(wrap(<Notices />));
  expect(screen.queryByText(/batch norm/)).toBeNull();
  const { experiment } = decodeLink("v1&b=vgg&vgg.blocks=2.2.2.2.2&bs=2&A=plain");
  act(() => store.setState({ experiment }));
  expect(screen.getByText(/batch norm in stage 5 has 2 values a channel/)).toBeTruthy();
  act(() => store.setState({ experiment: smallData }));
  expect(screen.queryByText(/batch norm/)).toBeNull();
});
