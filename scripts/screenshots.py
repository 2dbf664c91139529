"""`make screenshots`: pictures of a running portal's main pages, to be looked at one by one.

    python -m scripts.screenshots [http://127.0.0.1:8000] [folder]

Wants Chromium and the example data. Each page is taken as its reader sees it, on a phone and at a desk, in large
letters and in high contrast. The sheet for the wall needs pdftoppm (poppler-utils) besides.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from office.example_data.accounts import PASSWORD, RESIDENT, STREET_OFFICE
from scripts import chromium

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
VARIANTS: dict[str, tuple[int, dict[str, str]]] = {
    "375": (375, {}),
    "375-xl": (375, {"text": "xl"}),
    "1280": (1280, {}),
    "1280-contrast": (1280, {"theme": "contrast"}),
}
PASSER_BY = ""
A_TIME = re.compile(r"\d\d:\d\d–\d\d:\d\d")


def main() -> None:
    portal, folder = (*sys.argv[1:], *["http://127.0.0.1:8000", "var/screenshots"][len(sys.argv) - 1 :])
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    if chromium.find() is None:
        sys.exit(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        try:
            for variant, (width, cookies) in VARIANTS.items():
                picture(browser, portal, out, variant=variant, width=width, cookies=cookies)
            picture_sheet(browser, portal, out)
        except Error as why:
            sys.exit(f"{portal} is not a portal with example data, or not now: {why.message.splitlines()[0]}")
    print(f"{len(PAGES) * len(VARIANTS)} pictures in {out}")


def picture(browser: Browser, portal: str, out: Path, *, variant: str, width: int, cookies: dict[str, str]) -> None:
    """Every page in one variant; readers who sign in do so once."""
    for reader in sorted({reader for _go, reader in PAGES.values()}):
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=portal, locale="zh-CN")
        context.add_cookies([{"name": name, "value": value, "url": portal} for name, value in cookies.items()])
        page = context.new_page()
        if reader:
            sign_in(page, reader)
        for name, (go, whose) in PAGES.items():
            if whose == reader:
                go(page)
                page.screenshot(path=out / f"{name}-{variant}.png", full_page=True)
        context.close()


def picture_sheet(browser: Browser, portal: str, out: Path) -> None:
    """The week of a site as it hangs on its wall."""
    if not shutil.which("pdftoppm"):
        print("The sheet for the wall is left out: `apt-get install poppler-utils`.")
        return
    page = browser.new_page(base_url=portal)
    paper = page.request.get("/centres/c1/week.pdf").body()
    subprocess.run(["pdftoppm", "-png", "-r", "80", "-singlefile", "-", out / "sheet"], input=paper, check=True)


# The way to each page


def sign_in(page: Page, phone: str) -> None:
    page.goto("/account/login/")
    by_password = page.get_by_role("region", name="用密码登录")
    by_password.get_by_label("手机号").fill(phone)
    by_password.get_by_label("密码").fill(PASSWORD)
    by_password.get_by_role("button", name="用密码登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def at(path: str) -> Callable[[Page], object]:
    return lambda page: page.goto(path)


def a_room(page: Page) -> None:
    page.goto("/rooms/")
    page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()


def booking_form(page: Page) -> None:
    """With the first free time of tomorrow."""
    page.goto(f"/rooms/?date={date.today() + timedelta(days=1)}")  # noqa: DTZ011  on this machine's wall
    page.get_by_role("link", name=A_TIME).first.click()


def slip(page: Page) -> None:
    """Of the next booking; the list says it when there is none."""
    page.goto("/bookings/")
    if (see := page.get_by_role("link", name="看预约单")).count():
        see.first.click()


def booking_on_behalf(page: Page) -> None:
    """With the last free time of the week, which has not passed."""
    page.goto("/admin/board/c2/")
    page.locator("td .cell-add").last.click()


PAGES: dict[str, tuple[Callable[[Page], object], str]] = {
    "home": (at("/"), PASSER_BY),
    "search": (at("/rooms/"), PASSER_BY),
    "room": (a_room, PASSER_BY),
    "sites": (at("/centres/"), PASSER_BY),
    "site": (at("/centres/c2/"), PASSER_BY),
    "week": (at("/centres/c1/week/"), PASSER_BY),
    "activities": (at("/activities/"), PASSER_BY),
    "services": (at("/services/"), PASSER_BY),
    "sign-in": (at("/account/login/"), PASSER_BY),
    "book": (booking_form, RESIDENT),
    "slip": (slip, RESIDENT),
    "mine": (at("/bookings/"), RESIDENT),
    "board": (at("/admin/board/c2/"), STREET_OFFICE),
    "behalf": (booking_on_behalf, STREET_OFFICE),
    "admin": (at("/admin/"), STREET_OFFICE),
    "print": (at("/timetables/"), STREET_OFFICE),
}


if __name__ == "__main__":
    main()
