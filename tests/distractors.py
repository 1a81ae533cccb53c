"""Made-up diplomatic records that speak of what the shipped record speaks of, and are not it.

Embassies, notes, borders, refugees, riots and handovers, of other places and other states,
so that a search must find the shipped record by more than its subject.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from corpus.descriptions import Description, Field, FieldName
from corpus.records import Record
from tests.corpus.store_samples import record

_WHO = (
    "The Ambassador", "The Foreign Minister", "The Deputy Minister", "The Consul General",
    "The Yugoslav representative", "The Indian side", "The Soviet delegate", "The Embassy",
    "The Chinese chargé", "The Hungarian Government", "The Pakistani side", "The Governor",
    "The border authorities", "The Under Secretary", "A press officer", "The Polish note",
)  # fmt: skip
_SAID = (
    "said", "maintained", "repeated", "denied", "reported", "warned", "did not believe",
    "told the Secretary", "informed us by note", "admitted in private",
)  # fmt: skip
_WHAT = (
    "that {n} refugees had crossed the border near {place} since {month}",
    "that riots in {place} had been put down by the garrison",
    "that the consulate in {place} would be closed before {month}",
    "that the repatriation of {n} prisoners of war could not be settled at {place}",
    "that newspapers in {place} had printed slanders against the Government",
    "that the handover of {n} fishermen would follow the exchange of notes",
    "that trade in livestock and wool with {place} had fallen by half",
    "that rumours of flight among the people of {place} were the work of agents",
    "that the reply to the note of {month} was under study in {place}",
    "that subversive activities at {place} were an interference in internal affairs",
    "that the talks on the frontier at {place} had been put off until {month}",
    "that propaganda leaflets had been found on the railway to {place}",
    "that the Communist Party of {place} would not attend the congress in {month}",
    "that {n} residents without papers were held in a camp outside {place}",
    "that the publication of the letters in {month} had harmed relations with {place}",
    "that military intelligence was being gathered about the defences of {place}",
)  # fmt: skip
_THEN = (
    "He asked for instructions.", "No answer has been received.",
    "The matter was dropped after some discussion of the loan.",
    "The Department concurs and will inform London and Paris.",
    "This, he thought, was an incident which both governments would rather forget.",
    "It was agreed to meet again in {month}.", "The press was told nothing.",
    "The Minister smiled and spoke of the weather in {place}.",
    "Our own information is that no more than {n} were concerned.",
    "A protest against the treatment of Chinese citizens was handed over the same day.",
    "The Soviet Union was not mentioned.", "He added that {place} was quiet.",
)  # fmt: skip
_PLACES = (
    "Belgrade", "Budapest", "Lhasa", "Kashmir", "Trieste", "Port Sole", "Tirana", "Rangoon",
    "Kabul", "Khabarovsk", "Vientiane", "Tashkent", "Warsaw", "Macau", "Gyantse", "Ulan Bator",
    "Poznan", "Alma-Ata", "Ladakh", "Szeged", "Hanoi", "Tehran", "Kiev", "Shanghai",
)  # fmt: skip
_MONTHS = (
    "January", "March", "last April", "May 1960", "June", "August", "the autumn",
    "October 1961", "November", "the 30th of August", "September 1962", "the new year",
)  # fmt: skip
_GENRES = ("Telegram", "Letter", "Memorandum", "Despatch", "Cable")


def distractors(records: int, passages: int, *, seed: int = 1962) -> Iterator[Record]:
    """Yield so many records of so many passages; equal arguments, equal records."""
    rng = random.Random(seed)
    for n in range(records):
        place, genre = rng.choice(_PLACES), rng.choice(_GENRES)
        made = record(f"made-{n}", *(_passage(rng) for _ in range(passages)))
        fields = {
            FieldName.TITLE: f"{genre} from the Embassy at {place} to the Ministry",
            FieldName.GENRE: genre,
            FieldName.DATE: f"{rng.randint(1957, 1969)}-{rng.randint(1, 12):02}",
            FieldName.REFERENCE_CODE: f"PRC FMA {rng.randint(100, 120)}-0{n:04}-01",
            FieldName.REPOSITORY: "An archive made for tests",
        }
        yield Record(
            record_id=made.record_id,
            text=made.text,
            description=Description(
                profile="wilson",
                fields=tuple(Field(name=k, value=v, raw=v) for k, v in fields.items()),
            ),
            source=made.source,
            passages=made.passages,
            dropped=made.dropped,
        )


def _passage(rng: random.Random) -> str:
    told = f"{rng.choice(_WHO)} {rng.choice(_SAID)} {rng.choice(_WHAT)}."
    if rng.random() < 0.4:
        told += f" {rng.choice(_THEN)}"
    return told.format(
        place=rng.choice(_PLACES), month=rng.choice(_MONTHS), n=f"{rng.randint(2, 900) * 100:,}"
    )
