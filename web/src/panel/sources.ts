/** Whose data is shown, under which licence, and where to read more about this server. */

import { el, fill } from "../dom";
import { sources } from "../server";
import { ago } from "../texts";

export function sourcesFooter(): HTMLElement {
  const list = el("ul", {}, el("li", {}, "Loading …"));
  const details = el(
    "details",
    { ontoggle: () => details.open && void load(list) },
    el("summary", {}, "Sources and licences"),
    list,
    el("p", {}, "Outlines of the map: Natural Earth, public domain."),
  );
  return el(
    "footer",
    { class: "about" },
    details,
    el("nav", { "aria-label": "More" }, el("a", { href: "/about" }, "About"), el("a", { href: "/docs" }, "API")),
  );
}

async function load(list: HTMLElement): Promise<void> {
  try {
    const { items } = await sources();
    fill(
      list,
      ...items.map(({ name, attribution, licence, finished, locations }) =>
        el(
          "li",
          {},
          el("a", { href: `/api/sources/${encodeURIComponent(name)}` }, attribution || name),
          ` ${locations.toLocaleString("en")} locations, ${licence}, read ${ago(finished)}`,
        ),
      ),
    );
  } catch {
    fill(list, el("li", {}, "The server does not answer. Close and open this to try again."));
  }
}
