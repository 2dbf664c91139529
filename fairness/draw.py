"""Draw lots (摇号) in a way that anybody can do again. This file needs nothing but Python 3; it is published as it is.

    python3 draw.py LIST.txt SEED [numbers given back …]

1. Before anybody may apply, SHA-256(seed) is published: from then on the seed cannot be exchanged.
2. When applying has ended, the list of tickets is frozen and published, with the SHA-256 of its bytes.
3. Then the seed is revealed. Lot k of ticket n is the number SHA-256("seed:hash of the list:n:k"). The smallest lot of
   a ticket counts, and the tickets come in the order of these lots: a ticket with three lots has three chances.
4. Places go in this order. A ticket that needs more places than are left stands back, and the next one is asked.

The list begins with two lines, places and commitment; then one line for each ticket: number, lots, persons. What
begins with # is for people to read, and counts in the hash as well.
"""

import hashlib
import secrets
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass

COLUMNS = "number,lots,persons"


@dataclass(frozen=True)
class Ticket:
    """One applicant's number, how many lots it has in the urn, and for how many people it needs a place."""

    number: int
    lots: int = 1
    persons: int = 1


@dataclass(frozen=True)
class TicketList:
    """What is frozen. `notes` are lines for people to read."""

    places: int
    commitment: str
    tickets: Sequence[Ticket]
    notes: Sequence[str] = ()

    @property
    def text(self) -> str:
        rows = [f"{each.number},{each.lots},{each.persons}" for each in self.tickets]
        notes = [f"# {' '.join(note.split())}" for note in self.notes]
        return "\n".join([*notes, f"places,{self.places}", f"commitment,{self.commitment}", COLUMNS, *rows, ""])

    @classmethod
    def read(cls, text: str) -> "TicketList":
        """From its own text. Raises ValueError for anything else."""
        lines = text.split("\n")  # a name may hold other signs that some take for the end of a line
        notes = [line[2:] for line in lines if line.startswith("#")]
        facts = [line.split(",") for line in lines if line and not line.startswith("#")]
        if [fact[0] for fact in facts[:3]] != ["places", "commitment", "number"]:
            raise ValueError("This is no list of tickets.")
        tickets = [Ticket(*map(int, fact)) for fact in facts[3:]]
        return cls(int(facts[0][1]), facts[1][1], tickets, notes)


def new_seed() -> str:
    """64 hexadecimal digits that nobody can guess."""
    return secrets.token_hex(32)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def in_order(tickets: Sequence[Ticket], seed: str, digest: str) -> list[Ticket]:
    """The tickets as they are drawn; `digest` is the hash of the list's text."""
    return sorted(tickets, key=lambda ticket: (_best_lot(ticket, seed, digest), ticket.number))


def _best_lot(ticket: Ticket, seed: str, digest: str) -> str:
    return min(sha256(f"{seed}:{digest}:{ticket.number}:{lot}") for lot in range(1, ticket.lots + 1))


@dataclass(frozen=True)
class Drawn:
    """Who has a place, and who stands in line for one, both in the order in which they were drawn."""

    winners: Sequence[Ticket]
    others: Sequence[Ticket]


def draw(text: str, seed: str, given_back: Collection[int] = ()) -> Drawn:
    """The outcome of a published list. Raises ValueError when the seed is not the one that was committed to.

    `given_back` are numbers withdrawn after the list was frozen: they stay in it, and their turn goes to the next.
    """
    listed = TicketList.read(text)
    if sha256(seed) != listed.commitment:
        raise ValueError("This seed is not the one that was committed to.")
    winners: list[Ticket] = []
    others: list[Ticket] = []
    left = listed.places
    for ticket in in_order(listed.tickets, seed, sha256(text)):
        if ticket.number in given_back:
            continue
        if ticket.persons <= left:
            winners.append(ticket)
            left -= ticket.persons
        else:
            others.append(ticket)
    return Drawn(winners, others)


def main(arguments: Sequence[str]) -> int:
    """Print the outcome: 中签 (a place) and 候补 (in line), each in the order drawn."""
    if len(arguments) < 2:
        sys.stderr.write("python3 draw.py LIST.txt SEED [numbers given back …]\n")
        return 2
    path, seed, *given_back = arguments
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    try:
        drawn = draw(text, seed, [int(number) for number in given_back])
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"SHA-256 {sha256(text)}\n")
    for words, tickets in (("中签", drawn.winners), ("候补", drawn.others)):
        sys.stdout.write(f"{words} {' '.join(str(ticket.number) for ticket in tickets)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
