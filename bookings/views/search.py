"""Find a room: for a day and a time, for so many people, with what one needs."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bookings import cards
from bookings.filters import RoomFilter
from bookings.forms import WhenForm
from bookings.fresh import is_seen, mark, nothing_new
from bookings.search import Search, candidates
from bookings.views import simple
from bookings.words import call
from centres.models import Room
from centres.remembered import site_of

ROOMS_A_PAGE = 12


def room_search(request: HttpRequest) -> HttpResponse:
    rooms = RoomFilter(request.GET, Room.objects.bookable())
    usual = "" if request.GET.get("centre") else site_of(request)
    found = sorted(candidates(rooms.qs), key=lambda each: each.room.centre.slug != usual)  # stays as on the plates
    search = Search.load(found, rooms.form.cleaned_data, now=timezone.now())
    if why_not := search.open_days.why_not(rooms.form.cleaned_data.get("date")):
        rooms.form.add_error("date", why_not)
    rooms.form.offer_clocks(search.opening_clocks())
    query = dict(request.GET.lists())
    page = Paginator(search.results, ROOMS_A_PAGE).get_page(request.GET.get("page"))
    leaves, found_cards = cards.leaves(search, query), [cards.RoomCard.of(candidate, search) for candidate in page]
    shown = mark(leaves, found_cards)
    if is_seen(request, shown):
        return nothing_new()
    context: dict[str, object] = {
        "form": rooms.form,
        "search": search,
        "mark": shown,
        "leaves": leaves,
        "places": cards.places(search, query),
        "question": _question(rooms.form),
        "page": page,
        "cards": found_cards,
        "empty": cards.Empty.of(search, query),
        "usual_first": next((each.room.centre for each in found[:1] if each.room.centre.slug == usual), None),
    }
    if rooms.form.cleaned_data.get("centre") and found:
        context |= call(found[0].room.centre)
    return render(request, simple.template(request, "bookings/room_search"), context)


def _question(form: WhenForm) -> str:
    """What the simple pages ask next, one thing a page; nothing when all is answered. Any place is an answer, too."""
    if form.errors or not form.cleaned_data.get("date"):
        return "date"
    return "" if "centre" in form.data else "centre"
