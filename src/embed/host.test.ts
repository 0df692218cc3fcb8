import { describe, expect, it } from "vitest";
import { askedView, hostOrigin } from "./host";

describe("the view that an address asks for", () => {
  it("is one that there is, and all of the lab otherwise", () => {
    expect(askedView("?embed=1&show=figure")).toEqual({ view: "figure" });
    expect(askedView("?embed=1")).toEqual({ view: "full" });
    expect(askedView("?embed=1&show=poster")).toEqual({ view: "full", unknownView: "poster" });
  });
});

describe("the host's origin", () => {
  const framed = { search: "?embed=1", referrer: "", ancestors: undefined };

  it("is what the address names, before what the browser tells", () => {
    const search = "?embed=1&host=https%3A%2F%2Fblog.example";
    const ancestors = ["https://other.example"];
    expect(hostOrigin({ ...framed, search, ancestors })).toBe("https://blog.example");
    expect(hostOrigin({ ...framed, ancestors, referrer: "https://third.example/" })).toBe("https://other.example");
    expect(hostOrigin({ ...framed, referrer: "https://third.example/a/b?c" })).toBe("https://third.example");
  });

  it("is not known where nobody says, or where there is none", () => {
    expect(hostOrigin(framed)).toBeUndefined();
    expect(hostOrigin({ ...framed, ancestors: ["null"] })).toBeUndefined();
    expect(hostOrigin({ ...framed, search: "?embed=1&host=blog" })).toBeUndefined();
  });
});
