"""People at the browser: who is logged in, and what they do in one click or two."""

from playwright.sync_api import Browser, Locator, Page

from accounts.models import User
from tests.factories import PASSWORD


class Person:
    """Somebody in a browser of their own, by default one without JavaScript."""

    def __init__(self, browser: Browser, base: str, user: User | None, *, scripts: bool = False) -> None:
        self.context = browser.new_context(base_url=base, java_script_enabled=scripts)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        if user:
            self.log_in(user)

    def log_in(self, user: User) -> None:
        self.page.goto("/accounts/login/")
        self.page.locator("[name=login]").fill(user.email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press("Log in")

    def open(self, path: str) -> None:
        response = self.page.goto(path)
        assert response is not None
        assert response.status == 200, f"{path} answered {response.status}"

    def press(self, name: str) -> None:
        """Press the button or follow the link of that name, and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.find(name).click()

    def find(self, name: str) -> Locator:
        """The first button or link of that name in the main part of the page."""
        main = self.page.locator("main")
        return main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(text)

    def reads(self, text: str) -> None:
        """The page says `text` somewhere."""
        assert text in self.page.locator("body").inner_text(), (
            f"“{text}” is not on {self.page.url}:\n{self.page.locator('main').inner_text()[:3000]}"
        )

    def does_not_read(self, text: str) -> None:
        assert text not in self.page.content(), f"“{text}” is on {self.page.url}"

    def follow(self, name: str) -> None:
        """Follow the link of that very name."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()
