"""How many pieces a text message takes in China's networks, and what it costs."""

from decimal import Decimal

from django.conf import settings

ALONE, TOGETHER = 70, 67  # characters of the only piece, and of each of several


def length(text: str) -> int:
    """Characters count as UTF-16 has them: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def pieces(text: str) -> int:
    return 1 if length(text) <= ALONE else -(-length(text) // TOGETHER)


def cost(count: int) -> Decimal:
    """In yuan, for so many pieces."""
    return settings.SMS_PRICE * count
