"""Names as others may see them: 张*, 欧阳*."""

COMPOUND_SURNAMES = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"),
        *("宇文", "长孙", "司徒", "夏侯", "端木", "南宫", "独孤", "轩辕"),
    }
)


def masked(name: str) -> str:
    """The surname and a star; compound surnames stay whole. Empty stays empty."""
    if not name:
        return ""
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    return f"{surname}*"
