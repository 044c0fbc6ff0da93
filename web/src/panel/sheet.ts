/** The bottom sheet of a phone: three heights, dragged by its handle or stepped by a press. */

import { el } from "../dom";

const STEPS = ["low", "half", "full"] as const;
export type Step = (typeof STEPS)[number];

const NARROW = window.matchMedia("(max-width: 760px)");

export class Sheet {
  readonly handle: HTMLButtonElement;
  readonly #panel: HTMLElement;
  readonly #moved: (inset: number) => void;
  #step: Step = "half";
  #from: { y: number; height: number } | undefined;
  #dragged = false;

  constructor(panel: HTMLElement, moved: (inset: number) => void) {
    this.#panel = panel;
    this.#moved = moved;
    this.handle = el("button", {
      type: "button",
      class: "handle",
      onclick: () => this.#pressed(),
      onpointerdown: (event) => this.#grab(event as PointerEvent),
      onpointermove: (event) => this.#drag(event as PointerEvent),
      onpointerup: () => this.#drop(),
      onpointercancel: () => this.#drop(),
    });
    NARROW.addEventListener("change", () => this.to(this.#step));
    this.to("half");
  }

  /** Go to a height; without effect on a wide screen. */
  to(step: Step): void {
    this.#step = step;
    this.#panel.dataset["sheet"] = step;
    this.#panel.style.removeProperty("--sheet");
    this.handle.setAttribute("aria-label", step === "full" ? "Show the map" : "Show more of the list");
    this.handle.setAttribute("aria-expanded", String(step !== "low"));
    this.#moved(NARROW.matches ? Math.round(window.innerHeight * { low: 0.24, half: 0.5, full: 0.5 }[step]) : 0);
  }

  get narrow(): boolean {
    return NARROW.matches;
  }

  #pressed(): void {
    if (this.#dragged) return;
    const next: Record<Step, Step> = { low: "half", half: "full", full: "low" };
    this.to(next[this.#step]);
  }

  #grab(event: PointerEvent): void {
    this.#from = { y: event.clientY, height: this.#panel.getBoundingClientRect().height };
    this.#dragged = false;
    this.handle.setPointerCapture(event.pointerId);
  }

  #drag(event: PointerEvent): void {
    if (!this.#from) return;
    const height = this.#from.height + this.#from.y - event.clientY;
    if (Math.abs(height - this.#from.height) < 5 && !this.#dragged) return;
    this.#dragged = true;
    this.#panel.style.setProperty("--sheet", `${height}px`);
  }

  #drop(): void {
    if (this.#from && this.#dragged) {
      const share = this.#panel.getBoundingClientRect().height / window.innerHeight;
      this.to(share < 0.36 ? "low" : share < 0.68 ? "half" : "full");
    }
    this.#from = undefined;
  }
}
