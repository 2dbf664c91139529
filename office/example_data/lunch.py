"""Lunch of the example data: what the kitchen of the third centre cooks these weeks, and who ordered it."""

from datetime import date, timedelta

from office.example_data.people import People
from office.example_data.scene import Scene
from services.models import MealOrder, Menu

KITCHEN = ("c3", "助餐点")
AHEAD = timedelta(days=7)
WEEK = [
    "红烧肉\n炒青菜\n番茄蛋汤",
    "清蒸鱼\n麻婆豆腐\n紫菜汤",
    "百叶结烧肉\n炒豆芽\n冬瓜汤",
    "鸡腿\n炒卷心菜\n罗宋汤",
    "虾仁炒蛋\n炒菠菜\n豆腐汤",
]
ORDERS = 12  # a day


def load_lunch(scene: Scene, people: People) -> None:
    """On the working days of the last and the next week; a day that has a menu keeps it, and its orders."""
    centre = scene.rooms[KITCHEN].centre
    days = [day for day in scene.weekdays(1, 2, 3, 4, 5) if abs(day - scene.today) <= AHEAD]
    for day in days:
        menu, is_new = Menu.objects.standing().get_or_create(
            centre=centre,
            on=day,
            defaults={"dishes": WEEK[day.weekday()], "price": 15, "subsidy": "80岁以上补贴3元"},
        )
        if is_new:
            MealOrder.objects.bulk_create(_orders(menu, day, scene, people))


def _orders(menu: Menu, day: date, scene: Scene, people: People) -> list[MealOrder]:
    """Some neighbours, and on the days to come the resident's account."""
    some = list(people.neighbours[day.day % 5 : day.day % 5 + ORDERS])
    if day > scene.today and people.resident not in some:
        some[0] = people.resident
    ordered_at = min(scene.now, menu.closes_at - timedelta(hours=5))
    return [
        MealOrder(
            menu=menu,
            on=day,
            resident=resident,
            portions=2 if number % 4 == 3 else 1,
            how="delivery" if number % 5 == 4 else "here",
            address=f"示例路{number}号{number}室" if number % 5 == 4 else "",
            ordered_by=resident.user,
            channel="web" if resident.user else "phone",
            ordered_at=ordered_at,
        )
        for number, resident in enumerate(some)
    ]
