/** Elements without a framework: text is always text, never markup. */

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;

/** An element; properties that begin with "on" are listeners, all others are attributes. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== undefined && value !== false) node.setAttribute(name, String(value));
  }
  append(node, children);
  return node;
}

/** A picture of ours; `markup` is a constant of this program. */
export function svg(markup: string, className = "icon"): SVGElement {
  const parsed = new DOMParser().parseFromString(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${markup}</svg>`,
    "image/svg+xml",
  );
  const node = document.importNode(parsed.documentElement, true) as unknown as SVGElement;
  node.setAttribute("class", className);
  node.setAttribute("aria-hidden", "true");
  return node;
}

/** Replace all children. */
export function fill(node: Element, ...children: Child[]): void {
  node.replaceChildren();
  append(node, children);
}

function append(node: Element, children: Child[]): void {
  for (const child of children) if (child) node.append(child);
}

/** Wait until nothing has happened for a while. */
export function debounced<A extends unknown[]>(ms: number, run: (...args: A) => void) {
  let timer: number | undefined;
  return (...args: A): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => run(...args), ms);
  };
}
