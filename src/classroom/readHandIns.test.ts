import { describe, expect, it } from "vitest";
import { encodeLink } from "../experiment/link/encode";
import { MAX_HAND_INS, readHandIns } from "./readHandIns";
import { claimLink, smoke } from "./testing/handedIn";

const PAGE = "https://lab.example/forklab/#";
const link = claimLink(smoke, 0.5);
const who = (line: string): readonly string[] => readHandIns(line).handIns.map((handIn) => handIn.who);

describe("lines that a class hands in", () => {
  it("are read with the name before the link, however it is divided from it", () => {
    for (const line of [
      `Ada Lovelace ${PAGE}${link}`,
      `Ada Lovelace: ${link}`,
      `Ada Lovelace\t${PAGE}${link}`,
      `"Ada Lovelace","${PAGE}${link}"`,
      `- Ada Lovelace – <${PAGE}${link}>`.replace(" –", ":"),
      `* Ada Lovelace; #${link}`,
    ]) {
      expect(readHandIns(line).refused).toEqual([]);
      expect(who(line), line).toEqual(["Ada Lovelace"]);
    }
    expect(who(`2026-11-29, Ada, ada@school.example, ${PAGE}${link}`)).toEqual(["2026-11-29, Ada, ada@school.example"]);
  });

  it("take the link's note for the name where the line has none", () => {
    expect(who(claimLink(smoke, 0.5, { note: "Ada" }))).toEqual(["Ada"]);
    expect(who(link)).toEqual([""]);
  });

  it("that are wrong are told with number and reason, and the rest is kept", () => {
    const text = [
      "name,link",
      `Ada,${PAGE}${link}`,
      "",
      `Bea,${PAGE}${link.slice(0, -6)}`,
      `Cy,${PAGE}${encodeLink(smoke)}`,
      `Ada,${PAGE}${link}`,
      `Di,${PAGE}v9&s=5&c=aaaa`,
      `Ed,${link.replace("&bs=8", "&bs=9")}`,
      `Flo,${claimLink(smoke, 0.25)}`,
    ].join("\r\n");
    const { handIns, refused } = readHandIns(text);
    expect(handIns.map((handIn) => [handIn.line, handIn.who])).toEqual([
      [2, "Ada"],
      [9, "Flo"],
    ]);
    expect(handIns[1]?.claim.finals?.[0]?.[0]).toBe(0.25);
    expect(refused.map(({ line, why }) => [line, why.code])).toEqual([
      [1, "noLinkInLine"],
      [4, "changedLink"],
      [5, "noResults"],
      [6, "handedInBefore"],
      [7, "newerLink"],
      [8, "changedLink"],
    ]);
  });

  it("that ask for what cannot be run as it stands are refused, not mended", () => {
    const { handIns, refused } = readHandIns(claimLink({ ...smoke, training: { ...smoke.training, budget: -4 } }, 0.5));
    expect(handIns).toEqual([]);
    expect(refused).toMatchObject([{ line: 1, why: { code: "notWhole" } }]);
  });

  it("are taken up to a number that is told, and cost no more than that", () => {
    const text = Array.from({ length: MAX_HAND_INS + 5 }, (_, index) => `Student ${index},${link}`).join("\n");
    const { handIns, refused } = readHandIns(text);
    expect(handIns).toHaveLength(MAX_HAND_INS);
    expect(refused).toEqual([{ line: MAX_HAND_INS + 1, why: { code: "tooManyLines", most: MAX_HAND_INS } }]);
  });
});
