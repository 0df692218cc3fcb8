// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import { ForklabLab } from "./element";

/** An element on the page, and its frame. */
function place(html: string): { readonly element: ForklabLab; readonly frame: HTMLIFrameElement | null } {
  // Nothing is fetched: what the frame would show is not looked at.
  document.body.innerHTML = html;
  const element = document.querySelector("forklab-lab");
  if (!(element instanceof ForklabLab)) throw new Error("there is no element");
  return { element, frame: element.shadowRoot?.querySelector("iframe") ?? null };
}

function hear(frame: HTMLIFrameElement | null, data: unknown, origin: string): void {
  window.dispatchEvent(new MessageEvent("message", { data, origin, source: frame?.contentWindow ?? null }));
}

afterEach(() => {
  document.body.replaceChildren();
});

const LAB = "https://lab.example/forklab/";

describe("the element", () => {
  it("frames the lab with what it asks for, and sandboxes it", () => {
    const { frame } = place(
      `<forklab-lab src="${LAB}" view="figure" link="https://x.example/#v1&amp;n=5"></forklab-lab>`,
    );
    expect(frame?.src).toMatch(/^https:\/\/lab\.example\/forklab\/\?embed=1&show=figure(&host=[^&]*)?#v1&n=5$/);
    expect(frame?.getAttribute("sandbox")).toContain("allow-same-origin");
    expect(frame?.title).toBe("Forklab: the figure");
    const strict = place(`<forklab-lab src="${LAB}" sandboxed></forklab-lab>`);
    expect(strict.frame?.getAttribute("sandbox")).toMatch(/^allow-scripts allow-downloads/);
  });

  it("takes the frame's messages under the lab's origin alone", () => {
    const { element, frame } = place(`<forklab-lab src="${LAB}" view="figure"></forklab-lab>`);
    const heights: number[] = [];
    element.addEventListener("forklab-height", (event) => {
      heights.push((event as CustomEvent<{ height: number }>).detail.height);
    });
    const troubles: string[] = [];
    element.addEventListener("forklab-trouble", (event) => {
      troubles.push((event as CustomEvent<{ text: string }>).detail.text);
    });
    hear(frame, { forklab: 1, type: "height", height: 400 }, "https://elsewhere.example");
    hear(frame, { forklab: 1, type: "height", height: "tall" }, "https://lab.example");
    hear(frame, "a message of somebody else's", "https://lab.example");
    expect(heights).toEqual([]);
    expect(troubles).toEqual([
      expect.stringContaining("came from https://elsewhere.example"),
      expect.stringContaining("(height)"),
    ]);
    hear(frame, { forklab: 1, type: "height", height: 400 }, "https://lab.example");
    expect(heights).toEqual([400]);
    expect(frame?.style.height).toBe("400px");
  });

  it("says when it has no lab to frame, and leaves it to the frame to say that there is no such view", () => {
    const { element, frame } = place(`<forklab-lab src="https://" view="poster"></forklab-lab>`);
    expect(element.shadowRoot?.textContent).toContain("“https://” is no address of a lab");
    expect(frame).toBeNull();
    expect(place(`<forklab-lab src="${LAB}" view="poster"></forklab-lab>`).frame?.src).toContain("show=poster");
  });
});
