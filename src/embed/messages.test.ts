import { describe, expect, it } from "vitest";
import { readCommand, readReport } from "./messages";

describe("messages between the lab and a host", () => {
  it("are read where they are of the protocol", () => {
    expect(readCommand({ forklab: 1, type: "link", link: "v1&n=5" })).toEqual({
      kind: "message",
      message: { forklab: 1, type: "link", link: "v1&n=5" },
    });
    expect(readReport({ forklab: 1, type: "height", height: 460 }).kind).toBe("message");
  });

  it("are none of the lab's without its mark, whatever else they are", () => {
    for (const other of [undefined, null, 5, "play", [], { type: "play" }, new Date(0)]) {
      expect(readCommand(other)).toEqual({ kind: "other" });
    }
  });

  it("say where they do not fit", () => {
    const where = (data: unknown): string => {
      const read = readCommand(data);
      return read.kind === "bad" ? read.where : read.kind;
    };
    expect(where({ forklab: 1, type: "dance" })).toBe("type");
    expect(where({ forklab: 1 })).toBe("type");
    expect(where({ forklab: 2, type: "play" })).toBe("forklab");
    expect(where({ forklab: 1, type: "link" })).toBe("link");
    expect(where({ forklab: 1, type: "link", link: { toString: "v1" } })).toBe("link");
    expect(where({ forklab: 1, type: "link", link: "v1".repeat(20_000) })).toBe("link");
    const height = readReport({ forklab: 1, type: "height", height: Number.POSITIVE_INFINITY });
    expect(height).toEqual({ kind: "bad", where: "height" });
  });
});
