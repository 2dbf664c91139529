"""How many pieces a text message takes in China's networks, and what it costs."""

from decimal import Decimal

from django.conf import settings

ALONE, TOGETHER = 70, 67  # characters of the only piece, and of each of several


def pieces(text: str) -> int:
    """Characters count as UTF-16 has them: an emoji is two."""
    length = len(text.encode("utf-16-le")) // 2
    return 1 if length <= ALONE else -(-length // TOGETHER)


def cost(count: int) -> Decimal:
    """In yuan, for so many pieces."""
    return settings.SMS_PRICE * count
