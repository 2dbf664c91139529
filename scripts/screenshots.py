"""`make screenshots`: pictures of a running portal's main pages, to be looked at one by one.

    python -m scripts.screenshots [http://127.0.0.1:8000] [folder]

Wants Chromium and the example data. Each page is taken as its reader sees it, at 375 and 1280 px.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PASSWORD = "Yanji-2026"  # noqa: S105  the example accounts' public one
RESIDENT, OFFICE = "13800000001", "13800000021"
VARIANTS = {
    "375": (375, {}),
    "375-xl": (375, {"text": "xl"}),
    "1280": (1280, {}),
    "1280-contrast": (1280, {"theme": "contrast"}),
}
PAGES = {
    "home": ("/", ""),
    "search": ("/rooms/", ""),
    "room": ("/rooms/9/", ""),
    "sites": ("/centres/", ""),
    "site": ("/centres/c2/", ""),
    "week": ("/centres/c1/week/", ""),
    "activities": ("/activities/", ""),
    "services": ("/services/", ""),
    "sign-in": ("/account/login/", ""),
    "mine": ("/bookings/", RESIDENT),
    "board": ("/admin/board/c2/", OFFICE),
    "print": ("/timetables/", OFFICE),
}


def main() -> None:
    portal, folder = (*sys.argv[1:], *["http://127.0.0.1:8000", "var/screenshots"][len(sys.argv) - 1 :])
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("No Chromium: `apt-get install chromium`, or name one with CHROMIUM=/path/to/it.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for variant, (width, cookies) in VARIANTS.items():
            picture(browser, portal, out, variant=variant, width=width, cookies=cookies)
        browser.close()
    print(f"{len(PAGES) * len(VARIANTS)} pictures in {out}")


def picture(browser: Browser, portal: str, out: Path, *, variant: str, width: int, cookies: dict[str, str]) -> None:
    """Every page in one variant; readers who sign in do so once."""
    for reader in sorted({reader for _path, reader in PAGES.values()}):
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=portal, locale="zh-CN")
        context.add_cookies([{"name": name, "value": value, "url": portal} for name, value in cookies.items()])
        page = context.new_page()
        if reader:
            page.goto("/account/login/")
            by_password = page.get_by_role("region", name="用密码登录")
            by_password.get_by_label("手机号").fill(reader)
            by_password.get_by_label("密码").fill(PASSWORD)
            by_password.get_by_role("button", name="用密码登录").click()
            page.wait_for_load_state()
        for name, (path, whose) in PAGES.items():
            if whose == reader:
                page.goto(path)
                page.screenshot(path=out / f"{name}-{variant}.png", full_page=True)
        context.close()


if __name__ == "__main__":
    main()
