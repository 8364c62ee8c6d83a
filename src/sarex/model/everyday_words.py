"""What callers say for things afloat, in English, Japanese and Korean, and the leeway classes that are meant."""

from __future__ import annotations

from typing import Final

_PERSON: Final = ("PIW",)
_RAFT: Final = ("LIFE-RAFT", "AVIATION", "OVATEK", "LIFE-CAPSULE", "USCG-RESCUE")
_OPEN_BOAT: Final = ("SKIFF", "SPORT-BOAT", "SPORT-FISHER")
_SAIL: Final = ("SAILBOAT",)
_FISHING: Final = ("FISHING-VESSEL",)
_PADDLED: Final = ("PERSON-POWERED-VESSEL-1", "PERSON-POWERED-VESSEL-2")

EVERYDAY_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "man overboard": _PERSON, "overboard": _PERSON, "mob": _PERSON, "swimmer": _PERSON, "bather": _PERSON,
    "child": _PERSON, "diver": ("PIW-5",), "body": ("PIW-6",), "person": _PERSON, "lifejacket": ("PIW-2", "PIW-3"),
    "life jacket": ("PIW-2", "PIW-3"), "immersion suit": ("PIW-4",), "liferaft": _RAFT, "lifeboat": ("LIFE-CAPSULE",),
    "dinghy": (*_OPEN_BOAT, "SAILBOAT-8"), "rubber boat": (*_OPEN_BOAT, "LIFE-RAFT-NB"),
    "inflatable": (*_OPEN_BOAT, "LIFE-RAFT-NB"), "rib": _OPEN_BOAT, "motor boat": _OPEN_BOAT, "motorboat": _OPEN_BOAT,
    "speedboat": _OPEN_BOAT, "rowing boat": _OPEN_BOAT, "open boat": _OPEN_BOAT, "small boat": _OPEN_BOAT,
    "leisure boat": _OPEN_BOAT, "yacht": _SAIL, "sailing": _SAIL, "fishing boat": _FISHING, "trawler": _FISHING,
    "fisherman": (*_FISHING, *_PERSON), "cargo ship": ("COASTAL-FREIGHTER",), "freighter": ("COASTAL-FREIGHTER",),
    "surfboard": ("PERSON-POWERED-VESSEL-2",), "surfer": ("PERSON-POWERED-VESSEL-2",), "paddle board": _PADDLED,
    "paddleboard": _PADDLED, "sup": _PADDLED, "canoe": _PADDLED, "windsurf": ("PERSON-POWERED-VESSEL-3",),
    "migrant": ("REFUGEE-RAFT", "LIFE-RAFT-NB", *_OPEN_BOAT), "refugee": ("REFUGEE-RAFT", "LIFE-RAFT-NB", *_OPEN_BOAT),
    "wreckage": ("FV-DEBRIS",), "debris": ("FV-DEBRIS",), "barrel": ("OIL-DRUM",), "buoy": ("SLDMB", "SEPIRB"),
    "漂流者": _PERSON, "転落": _PERSON, "落水": _PERSON, "海中転落": _PERSON, "遭難者": _PERSON, "人": _PERSON,
    "遊泳": _PERSON, "ダイバー": ("PIW-5",), "遺体": ("PIW-6",), "救命胴衣": ("PIW-2", "PIW-3"),
    "救命いかだ": _RAFT, "筏": _RAFT, "いかだ": _RAFT, "ゴムボート": (*_OPEN_BOAT, "LIFE-RAFT-NB"),
    "ボート": _OPEN_BOAT, "プレジャーボート": _OPEN_BOAT, "ヨット": _SAIL, "漁船": _FISHING,
    "貨物船": ("COASTAL-FREIGHTER",), "カヤック": _PADDLED, "カヌー": _PADDLED, "サーフ": ("PERSON-POWERED-VESSEL-2",),
    "コンテナ": ("CONTAINER",), "ドラム缶": ("OIL-DRUM",), "漂流物": ("FV-DEBRIS",),
    "익수자": _PERSON, "추락": _PERSON, "실종자": _PERSON, "사람": _PERSON, "수영": _PERSON, "다이버": ("PIW-5",),
    "시신": ("PIW-6",), "구명조끼": ("PIW-2", "PIW-3"), "구명뗏목": _RAFT, "뗏목": _RAFT,
    "고무보트": (*_OPEN_BOAT, "LIFE-RAFT-NB"), "보트": _OPEN_BOAT, "레저보트": _OPEN_BOAT, "요트": _SAIL,
    "어선": _FISHING, "화물선": ("COASTAL-FREIGHTER",), "카약": _PADDLED, "카누": _PADDLED,
    "서핑": ("PERSON-POWERED-VESSEL-2",), "컨테이너": ("CONTAINER",), "드럼통": ("OIL-DRUM",), "잔해": ("FV-DEBRIS",),
}  # fmt: skip
"""Beginnings of keys by what is said. There is no class of its own for some of it, such as inflatable boats: what is
listed then is what drifts most like it, and whoever searches chooses."""


def said(words: str) -> tuple[str, ...]:
    """Beginnings of the keys that everyday words mean; none where they mean nothing here.

    >>> said("Man overboard")
    ('PIW',)
    """
    told = " ".join(words.lower().replace("-", " ").split())
    return EVERYDAY_WORDS.get(told, ()) or EVERYDAY_WORDS.get(told.removesuffix("s"), ())
