import { describe, expect, it } from "vitest";
import { encodeLink } from "../../src/experiment/link/encode";
import { findPreset, smallData } from "../../src/experiment/presets";
import { readExperiment } from "./experimentArgument";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const link = encodeLink(smoke);

function read(argument: string) {
  const told: string[] = [];
  const io = { out: () => undefined, err: (line: string) => void told.push(line) };
  return { given: readExperiment(argument, io), told: told.join("\n") };
}

describe("an experiment on the command line", () => {
  it("is a preset or a link, without a word", () => {
    expect(read("smoke")).toEqual({ given: { experiment: smoke, link }, told: "" });
    expect(read(`https://example.org/#${link}`)).toEqual({ given: { experiment: smoke, link }, told: "" });
  });

  it("is the sender's, whatever a mail program did to the link, and says what was put right", () => {
    const { given, told } = read(`see <https://example.org/#${link.replaceAll("&", "&amp;")}>, N.`);
    expect(given).toEqual({ experiment: smoke, link });
    expect(told).toMatch(/Put right: HTML codes such as &amp; and text behind the checksum/);
  });

  it("is told where a rule that combines losses has nothing to do, and is run all the same", () => {
    const { given, told } = read("v1&A=dsn;f=s1b1;combine.rule=upgrad&B=plain;f=s1b1;combine.rule=upgrad");
    expect(given?.experiment.arms).toHaveLength(2);
    expect(told).toContain("arm B: Idle here: fewer than two losses teach the trunk");
    expect(told).not.toContain("arm A:");
  });

  it.each([
    ["hello", "neither a link"],
    [link.replace("v1", "v2"), "newer version (v2)"],
    ["v1&A=dsn;f=s9b9", "cannot be run"],
  ])("%s is refused", (argument, why) => {
    const { given, told } = read(argument);
    expect(given).toBeUndefined();
    expect(told).toContain(why);
  });
});
