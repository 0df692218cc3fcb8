import { describe, expect, it } from "vitest";
import { decodeLink } from "./link/decode";
import { mendOf } from "./mend";
import { validate } from "./validate";

const blocking = (link: string) => {
  const { experiment } = decodeLink(link);
  return { experiment, issues: validate(experiment).filter((issue) => issue.blocking) };
};

describe("what puts a set-up right", () => {
  it.each([
    ["v1&totem.size=8&sh=8", "setting", 7],
    ["v1&totem.train=20", "setting", 16],
    ["v1&resnet.depth=21", "setting", 20],
    ["v1&bs=1024&A=cds;f=s1b1~projection", "setting", 128],
  ] as const)("is the nearest value that works: %s", (link, kind, value) => {
    const { experiment, issues } = blocking(link);
    const [issue] = issues;
    const mend = issue && mendOf(experiment, issue);
    expect(mend).toMatchObject({ kind, value });
    expect(validate(mend?.experiment ?? experiment).filter((left) => left.blocking)).toEqual([]);
  });

  it.each([
    ["v1&A=dsn;f=s1b1&B=cds;f=s1b1~gap", "projection", "s1b1"],
    ["v1&A=dsn;f=s1b1&B=dsn;f=s2b1,s9b9", "forkRemoved", "s9b9"],
  ] as const)("is another design, else the branch removed: %s", (link, kind, site) => {
    const { experiment, issues } = blocking(link);
    expect(issues).toHaveLength(1);
    const mend = issues[0] && mendOf(experiment, issues[0]);
    expect(mend).toMatchObject({ kind, site, arm: 1 });
    expect(validate(mend?.experiment ?? experiment).filter((left) => left.blocking)).toEqual([]);
    expect(mend?.experiment.arms[0]).toEqual(experiment.arms[0]);
  });

  it("is not promised where nothing small helps", () => {
    const { experiment, issues } = blocking("v1&A=cdskd;f=s1b1~projection");
    expect(issues.map(({ path }) => path)).toEqual(["arms[0].method.teacher"]);
    expect(issues[0] && mendOf(experiment, issues[0])).toBeUndefined();
  });
});
