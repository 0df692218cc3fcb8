// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { decodeLink } from "../../experiment/link/decode";
import { encodeLink } from "../../experiment/link/encode";
import { smallData } from "../../experiment/presets";
import { labStage } from "../testing/renderLab";
import { Notices } from "./Notices";
import { openedWords } from "../words/openedWords";

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

it("a network without normalisation is told what it needs, and one press gives it batch norm", () => {
  const { store, wrap } = labStage();
  render(wrap(<Notices />));
  act(() => store.setState({ experiment: decodeLink("v1&b=nin&A=plain").experiment }));
  expect(screen.getByText(/^Normalisation: without batch norm the loss hardly falls/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Set normalisation to batch norm" }));
  expect(store.getState().experiment.backbone).toMatchObject({ kind: "nin", norm: "batch" });
  expect(screen.queryByText(/hardly falls/)).toBeNull();
  act(() => store.setState({ experiment: decodeLink("v1&b=nin&n=50000&A=plain").experiment }));
  expect(screen.queryByText(/hardly falls/)).toBeNull();
});

it.each(["v1&b=nin&A=plain", "v1&b=vgg&vgg.blocks=2.2.2.2.2&bs=2&A=plain"])(
  "what a link's settings make of its curves is told once, not as a setting that could not be applied: %s",
  (link) => {
    const { store, wrap } = labStage();
    render(wrap(<Notices />));
    act(() => store.getState().openLink(encodeLink(decodeLink(link).experiment)));
    expect(screen.getAllByText(/hardly falls|2 values a channel/)).toHaveLength(1);
    expect(screen.queryByText(openedWords.some)).toBeNull();
  },
);
