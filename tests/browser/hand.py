"""What a hand does: signing in, and finding the way by Tab alone."""

from __future__ import annotations

from playwright.sync_api import Page

from desk_server import PASSWORD

TABS_MAX = 250
CALLED = """() => {
  const at = document.activeElement
  const label = at.labels && at.labels[0] ? at.labels[0].innerText : ''
  return [at.getAttribute('aria-label'), label, at.innerText].filter(Boolean).map((text) => text.trim())
}"""


def sign_in(page: Page, address: str, name: str = "Chief") -> None:
    page.goto(address)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")


def reach(page: Page, name: str, back: bool = False) -> None:
    """Tab until what has the focus is called so."""
    heard: list[str] = []
    for _ in range(TABS_MAX):
        called = page.evaluate(CALLED)
        if name in called:
            return
        heard.append("/".join(called)[:40])
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab never reached {name!r}; it came by {dict.fromkeys(heard)}")


def write(page: Page, label: str, text: str) -> None:
    """Reach a field and write over what it holds."""
    reach(page, label)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def press(page: Page, name: str) -> None:
    """Reach a button or link and press Enter."""
    reach(page, name)
    page.keyboard.press("Enter")


def open_tab(page: Page, tab: str) -> None:
    """To the list of tabs, and along it with the arrow."""
    for _ in range(TABS_MAX):
        if page.evaluate("() => document.activeElement.getAttribute('role') === 'tab'"):
            break
        page.keyboard.press("Tab")
    for _ in range(10):
        if page.evaluate("() => document.activeElement.id") == f"tab-{tab}":
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"the arrows never reached the tab {tab}")
