"""What the SMS gateways share: an account, a signature (签名) and a template (模板), both approved beforehand.

Templates in China carry parameters. Ours has one, which is the whole message: “{content}”.
"""

from typing import ClassVar

from django.conf import settings


class Gateway:
    URL: ClassVar[str]
    keeps_secrets = False
    may_lose = True

    NEEDED: ClassVar[tuple[str, ...]] = ("KEY", "SECRET", "SIGN", "TEMPLATE")

    @property
    def url(self) -> str:
        return settings.SMS["URL"] or self.URL

    @property
    def key(self) -> str:
        return settings.SMS["KEY"]

    @property
    def secret(self) -> str:
        return settings.SMS["SECRET"]

    @property
    def sign(self) -> str:
        return settings.SMS["SIGN"]

    @property
    def template(self) -> str:
        return settings.SMS["TEMPLATE"]

    @property
    def parameter(self) -> str:
        """The template's one parameter, where it has a name."""
        return settings.SMS["PARAMETER"]

    @property
    def app(self) -> str:
        """SmsSdkAppId, which Tencent asks for."""
        return settings.SMS["APP"]

    @property
    def region(self) -> str:
        return settings.SMS["REGION"]

    @classmethod
    def missing(cls) -> list[str]:
        """The settings without which it cannot send."""
        return [f"YANJI_SMS_{name}" for name in cls.NEEDED if not settings.SMS[name]]
