/**
 * `<forklab-lab>`: the lab on any page, from one script of its own (`embed.js` in the build).
 *
 * The element is a frame and a line to it. It has the frame ask for messages under the host's origin, reads only what its own frame
 * sends under the lab's origin, and hands that on as events: `forklab-ready`, `forklab-height`, `forklab-state`, `forklab-result` and
 * `forklab-refused`, each with the message as its `detail` (src/embed/messages.ts); what the frame sends besides is told by
 * `forklab-trouble`, with a sentence as `detail.text`. docs/EMBED.md shows it in use.
 */
import { EMBED_VIEWS, PROTOCOL, readReport, type HostCommand, type LabReport } from "../../embed/messages";
import { embedWords } from "../words/embedWords";
import { frameAddress, frameHeight, SANDBOX, FEATURES } from "./frame";

/** Longer than any page takes to say that it is there. */
const PATIENCE_MS = 15_000;

type Command = HostCommand extends infer One ? (One extends HostCommand ? Omit<One, "forklab"> : never) : never;

/**
 * Attributes: `link` (an experiment's or a lesson's, as the Share dialog gives it), `view` (`figure`, `charts`, `lesson`, `full`), `src`
 * (where the lab is; where the script came from when absent), `sandboxed` (the frame gets no origin and no storage), `title`.
 */
export class ForklabLab extends HTMLElement {
  static readonly observedAttributes = ["link", "view", "src", "sandboxed"];
  readonly #frame = document.createElement("iframe");
  readonly #told = document.createElement("p");
  #isReady = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    const style = document.createElement("style");
    style.textContent =
      ":host{display:block;min-width:0}iframe{display:block;width:100%;border:0}p{margin:0;padding:8px 0;font:inherit}p:empty{display:none}";
    this.#frame.loading = "lazy";
    this.#frame.allow = FEATURES;
    this.#told.setAttribute("role", "status");
    this.attachShadow({ mode: "open" }).append(style, this.#told, this.#frame);
  }

  connectedCallback(): void {
    window.addEventListener("message", this.#receive);
    this.#load();
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.#receive);
    clearTimeout(this.#waiting);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    // A frame that is there turns to another link by itself.
    if (name === "link" && this.#isReady) this.#tell({ type: "link", link: now ?? "" });
    else this.#load();
  }

  get link(): string {
    return this.getAttribute("link") ?? "";
  }
  set link(link: string) {
    this.setAttribute("link", link);
  }

  /** Starts the run, or goes on after a pause. */
  play(): void {
    this.#tell({ type: "play" });
  }

  pause(): void {
    this.#tell({ type: "pause" });
  }

  /** Whatever is asked for: of a view that there is not the frame itself tells. */
  get #view(): string {
    return this.getAttribute("view") ?? "charts";
  }

  get #lab(): URL | undefined {
    const asked = this.getAttribute("src");
    if (asked === null) return new URL(/* @vite-ignore */ ".", import.meta.url);
    return URL.canParse(asked, document.baseURI) ? new URL(asked, document.baseURI) : undefined;
  }

  /** The origin that the frame's messages come under; without an origin of its own they come under `null`. */
  get #origin(): string {
    return this.hasAttribute("sandboxed") ? "null" : (this.#lab?.origin ?? "null");
  }

  #load(): void {
    const lab = this.#lab;
    clearTimeout(this.#waiting);
    this.#isReady = false;
    if (lab === undefined) {
      this.#told.textContent = embedWords.badSource(this.getAttribute("src") ?? "");
      this.#frame.remove();
      return;
    }
    const view = this.#view;
    const known = EMBED_VIEWS.find((name) => name === view) ?? "full";
    this.#told.textContent = "";
    this.#frame.title = this.title || embedWords.frame(embedWords.views[known]);
    const tokens = SANDBOX.filter((token) => token !== "allow-same-origin" || !this.hasAttribute("sandboxed"));
    this.#frame.setAttribute("sandbox", tokens.join(" "));
    this.#frame.style.height = frameHeight(known);
    this.#frame.src = frameAddress(lab, this.link, view, location.origin);
    if (!this.#frame.isConnected) this.shadowRoot?.append(this.#frame);
    // A frame that loads once it comes into sight is waited for from then on.
    this.#frame.onload = () => {
      clearTimeout(this.#waiting);
      if (!this.#isReady) this.#waiting = setTimeout(this.#sayThatItIsSilent, PATIENCE_MS);
    };
  }

  readonly #sayThatItIsSilent = (): void => {
    const open = document.createElement("a");
    open.href = this.#frame.src;
    open.target = "_blank";
    open.rel = "noopener";
    open.textContent = embedWords.openInstead;
    this.#told.replaceChildren(`${embedWords.silent} `, open);
  };

  #tell(command: Command): void {
    // A window without an origin can be named by no other word; nothing that is told is a secret.
    const origin = this.#origin === "null" ? "*" : this.#origin;
    this.#frame.contentWindow?.postMessage({ forklab: PROTOCOL, ...command }, origin);
  }

  readonly #receive = ({ data, source, origin }: MessageEvent): void => {
    if (source !== this.#frame.contentWindow) return;
    const read = readReport(data);
    if (read.kind === "other") return;
    if (origin !== this.#origin) this.#say("trouble", { text: embedWords.foreignReport(origin, this.#origin) });
    else if (read.kind === "bad") this.#say("trouble", { text: embedWords.badReport(read.where) });
    else this.#hear(read.message);
  };

  #hear(report: LabReport): void {
    if (report.type === "ready") {
      this.#isReady = true;
      clearTimeout(this.#waiting);
      this.#told.textContent = "";
    }
    if (report.type === "height") this.#frame.style.height = `${report.height}px`;
    this.#say(report.type, report);
  }

  #say(what: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`forklab-${what}`, { detail }));
  }
}

if (customElements.get("forklab-lab") === undefined) customElements.define("forklab-lab", ForklabLab);
