"""What becomes of bookings when two entries of one person are merged, or a person reads or erases what we know."""

from bookings.models import Booking
from residents.models import Resident
from residents.people import Json


def repoint(gone: Resident, kept: Resident) -> None:
    Booking.objects.filter(booked_for=gone).update(booked_for=kept)


def export(resident: Resident) -> dict[str, Json]:
    return {
        "bookings": [
            {
                "reference": booking.ref,
                "state": booking.state,
                "place": f"{booking.room.centre} {booking.room}",
                "starts_at": booking.occupancy.starts_at.isoformat(),
                "ends_at": booking.occupancy.ends_at.isoformat(),
                "people": booking.party,
                "purpose": booking.purpose,
                "note": booking.note,
            }
            for booking in resident.bookings.with_place().order_by("occupancy__starts_at")
        ]
    }


def forget(resident: Resident) -> None:
    """Room, time and number of people stay; what was written about them goes."""
    Booking.objects.filter(booked_for=resident).update(purpose="", note="", cancel_reason="", waiver="")
