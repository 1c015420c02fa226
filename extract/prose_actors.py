"""Who has to act, told by the sentence in which the date stands or by the letter's addressee."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.actors import OTHER, find_actors, find_mentions
from extract.actors_of_action import actors_of_action
from extract.prose_clauses import Clause
from extract.prose_duties import Judgement
from extract.prose_setting import Setting

_ASKS = re.compile(r"(?:ขอให้|แจ้งให้|แจ้ง|ให้|ขอเชิญ|ขอความร่วมมือ|ขอความอนุเคราะห์)\s?")
_PERSONS = re.compile(r"(?:^|\s)(ผู้(?:ประสงค์|สนใจ|สมัคร|ได้รับ|มีสิทธิ|ผ่าน)[ก-๎]*)\s?(?:ให้|ต้อง|จะต้อง|สามารถ)")
_BEGINS_SUBJECT = re.compile(r"(?:^|\s|โดย|ให้|แจ้ง)$")


class Asked(NamedTuple):
    """What is known of a dated clause when its actors are looked for."""

    clause: Clause
    action: str
    lead: str
    judgement: Judgement


def actors_of_clause(asked: Asked, setting: Setting, body: bool) -> list[str]:
    """The party named as asked or as acting, else the addressee of a letter that asks."""
    if party := _asked_party(asked.clause.whole):
        return party
    if named := actors_of_action(asked.action, issuer=setting.issuer):
        return named
    if asked.judgement.role != "event" and (subject := _subject(asked.lead, setting)):
        return subject
    if asked.judgement.asks_reader or (body and asked.judgement.request):
        return addressed(setting)
    return []


def _asked_party(lead: str) -> list[str]:
    """Who stands right behind the last words of asking before the date."""
    for match in reversed(list(_ASKS.finditer(lead))):
        mentions = find_mentions(lead[match.end() : match.end() + 60])
        if mentions and mentions[0].start < 3 and mentions[0].actor != "ministry":
            return [mentions[0].actor]
        if persons := _PERSONS.search(lead[max(0, match.start() - 50) : match.end()]):
            return [OTHER + persons[1]]
    return []


def _subject(lead: str, setting: Setting) -> list[str]:
    """The last party that begins a phrase before the date, the issuer itself left out."""
    for mention in reversed(find_mentions(lead)):
        itself = setting.issuer and lead[mention.start :].startswith(setting.issuer[:30])
        if _BEGINS_SUBJECT.search(lead[: mention.start]) and not itself and mention.actor != "ministry":
            return [mention.actor]
    return []


def addressed(setting: Setting) -> list[str]:
    """The party that the letter is addressed to."""
    return find_actors(setting.addressee)[:1]
