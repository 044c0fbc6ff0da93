"""A visitor of the map."""

import re

WAIT_MS = 20_000
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
"""


class Visit:
    """A page in a browser profile of its own, and whatever went wrong in it."""

    def __init__(self, browser, base, viewport=DESKTOP, others=(), **options):
        self.base = base.rstrip("/")
        self.allowed = (self.base, "blob:", *others)
        self.problems = []
        self.requests = []
        self.context = browser.new_context(
            viewport=viewport, reduced_motion="reduce", locale="en", **options
        )
        self.context.add_init_script(VIOLATIONS)
        self.page = self.context.new_page()
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", self._said)

    def open(self, hash=""):
        """Load the map and wait until it shows what it has."""
        self.page.goto(f"{self.base}/{hash}")
        self.page.wait_for_selector("html[data-ready]")
        self.settle()

    def settle(self):
        """Wait until list and map show what was asked for."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_selector("#results:not([aria-busy])", state="attached")
        self.page.wait_for_timeout(300)

    def rendered(self):
        """How many features the map shows."""
        return self.page.evaluate("window.plugdex.rendered()")

    def names(self):
        """The names in the list."""
        return self.page.locator(".result strong").all_inner_texts()

    def count(self):
        """What a screen reader is told of the list."""
        return self.page.locator("#count").inner_text()

    def hash(self):
        """What the address says, by name."""
        text = self.page.evaluate("location.hash")
        return dict(re.findall(r"[#&](\w+)=([^&]*)", text))

    def click_on_map(self, id):
        """Click where a location is drawn."""
        self.page.wait_for_function("(id) => window.plugdex.pointOf(id)", arg=id)
        point = self.page.evaluate("(id) => window.plugdex.pointOf(id)", id)
        self.page.mouse.click(point["x"], point["y"])

    def card(self):
        """The text of the card."""
        self.page.wait_for_selector(".card h2")
        return self.page.locator(".card").inner_text()

    def focused(self):
        """The visible text or name of what has the focus."""
        return self.page.evaluate(
            "document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.innerText || document.activeElement.tagName"
        )

    def close(self):
        """Leave; collects violations of the content policy and requests to others."""
        self.problems += self.page.evaluate("window.violations")
        self.problems += [url for url in self.requests if not url.startswith(self.allowed)]
        self.context.close()

    def _said(self, message):
        if message.type in ("error", "warning") and "GPU stall" not in message.text:
            self.problems.append(message.text)
