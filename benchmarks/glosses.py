"""Texts with real glosses, which no repair may touch: readings that an author gave, as lessons, dictionaries, poems, lists of
names and maps have them. Made at random from the project's own prose, in both scripts.

    python -m benchmarks.glosses        # how many there are, and a few of them
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from benchmarks.generated import sentences, traditional
from cleaners.characters.model import character_model, codepoints
from cleaners.characters.readings import by_reading
from cleaners.repairs.prior import scored_as

Draw = random.Random

# Brackets as books and pages have them.
BRACKETS = ("()", "（）", "[]", "［］", "〔〕", "【】", "/ /", "( )", "（ ）")
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
SURNAMES = "冼覃禤仇單查區解尉逯郝邸卞亓佘逄蓋繆樸鈄鬫酈鄺龐譚顏鍾閻蕭薛關羅賀賴趙錢孫馮陳衛蔣韓楊許呂張嚴華"
PLACES = (
    "亳州",
    "六安",
    "歙縣",
    "鄱陽",
    "東阿",
    "樂亭",
    "兗州",
    "番禺",
    "滎陽",
    "黟縣",
    "蔚縣",
    "涪陵",
    "郫縣",
    "衢州",
    "濮陽",
    "鄄城",
    "莘縣",
    "盱眙",
)
POLYPHONES = "還樂長會重調傳處種數給載轉藏差行發當間假降盡幾覺結勝強場號和興應"
BOPOMOFO = (
    ("學", "ㄒㄩㄝˊ"), ("習", "ㄒㄧˊ"), ("圖", "ㄊㄨˊ"), ("館", "ㄍㄨㄢˇ"), ("讀", "ㄉㄨˊ"), ("書", "ㄕㄨ"), ("課", "ㄎㄜˋ"),
    ("樹", "ㄕㄨˋ"), ("鳥", "ㄋㄧㄠˇ"), ("聽", "ㄊㄧㄥ"), ("說", "ㄕㄨㄛ"), ("話", "ㄏㄨㄚˋ"), ("園", "ㄩㄢˊ"), ("裡", "ㄌㄧˇ"),
)  # fmt: skip
KANA = (
    ("学校", "がっこう"),
    ("図書館", "としょかん"),
    ("先生", "せんせい"),
    ("電車", "でんしゃ"),
    ("漢字", "かんじ"),
    ("発音", "はつおん"),
)
ROMAJI = (("学校", "gakkou"), ("先生", "sensei"), ("電車", "densha"), ("本", "hon"), ("山", "yama"), ("駅", "eki"))
JYUTPING = (
    ("佢", "keoi5"),
    ("嘅", "ge3"),
    ("喺", "hai2"),
    ("咗", "zo2"),
    ("啲", "di1"),
    ("冇", "mou5"),
    ("嚟", "lai4"),
    ("嗰", "go2"),
)
SENSES = (
    "動詞，做事情。",
    "名詞，地方的名稱。",
    "形容詞，程度高。",
    "量詞，用於成對的東西。",
    "副詞，表示將要。",
    "古同另一字，今不用。",
)
CLASSES = ("名", "动", "形", "副", "量", "连")
WORDS = (
    "開門",
    "關燈",
    "圖書館",
    "電話",
    "學生",
    "飛機",
    "醫院",
    "語言",
    "練習",
    "聽寫",
    "問題",
    "時間",
    "東西",
    "買菜",
    "車站",
    "節日",
    "風景",
    "馬路",
)


@cache
def readings() -> dict[str, list[str]]:
    """Every reading with its tone, by character."""
    table: dict[str, list[str]] = {}
    for reading, characters in by_reading().items():
        if not reading.isascii():
            for character in characters:
                table.setdefault(character, []).append(reading)
    return table


def is_rare(character: str) -> bool:
    return bool(character_model().unigrams[scored_as(codepoints(character))][0] < -10.5)


def sentence(draw: Draw, script: bool) -> str:
    """One of the project's sentences; `script`: in traditional characters."""
    text = draw.choice(sentences())
    # Some of the project's traditional forms are compatibility ideographs, which repair composes.
    return unicodedata.normalize("NFC", text.translate(traditional())) if script else text


def gloss(character: str, draw: Draw, brackets: str = "()") -> str:
    return f"{character}{brackets[0]}{draw.choice(readings()[character])}{brackets[-1]}"


def vocabulary(draw: Draw) -> Iterator[str]:
    """The list of new words of a lesson."""
    brackets = draw.choice(BRACKETS)
    for number, word in enumerate(draw.sample(WORDS, 8), 1):
        yield f"{number}. {word}{brackets[0]}{' '.join(readings()[c][0] for c in word)}{brackets[-1]} {draw.choice(CLASSES)}"
    for character in draw.sample(sorted(set("".join(WORDS))), 6):
        yield f"{gloss(character, draw, brackets)} {draw.choice(CLASSES)}"


def dictionary(draw: Draw) -> Iterator[str]:
    for character in draw.sample(sorted(set("".join(WORDS))), 10):
        yield f"{gloss(character, draw)} ①{draw.choice(SENSES)}②{draw.choice(SENSES)}"


def rare_characters(draw: Draw) -> Iterator[str]:
    """Prose or verse in which what few can read has its reading."""
    brackets, script = draw.choice(BRACKETS[:2]), draw.random() < 0.6
    rare = [character for character in readings() if is_rare(character)]
    for _ in range(6):
        text = sentence(draw, script)
        at = draw.randrange(1, len(text) - 2)
        first, second = draw.sample(rare, 2)
        yield f"{text[:at]}{gloss(first, draw, brackets)}{gloss(second, draw, brackets)}{text[at:]}"


def names(draw: Draw) -> Iterator[str]:
    brackets = draw.choice(BRACKETS[:2])
    for surname in draw.sample([one for one in SURNAMES if one in readings()], 8):
        text = sentence(draw, True)
        yield f"{gloss(surname, draw, brackets)}{draw.choice(('先生', '女士', '老師', '主任'))}說：{text}"


def every_character(draw: Draw) -> Iterator[str]:
    """A first reader: each character has its reading, in either script."""
    script = draw.random() < 0.5
    for _ in range(4):
        yield "".join(gloss(one, draw) if one in readings() else one for one in sentence(draw, script))


def by_word(draw: Draw) -> Iterator[str]:
    """The reading of two or three characters together, once."""
    script = draw.random() < 0.5
    for _ in range(5):
        text = sentence(draw, script)
        at = draw.randrange(2, len(text))
        word = [one for one in text[at - 2 : at] if one in readings()]
        if len(word) == 2:
            yield f"{text[:at]}（{''.join(readings()[one][0] for one in word)}）{text[at:]}"


def first_time(draw: Draw) -> Iterator[str]:
    """A lesson: its new characters have their readings where they come for the first time, and stand bare later."""
    script = draw.random() < 0.7
    lines = [sentence(draw, script) for _ in range(6)]
    known = sorted(set("".join(lines)) & readings().keys())
    new = set(draw.sample(known, min(14, len(known))))
    for line in lines + lines[:2]:
        written = []
        for one in line:
            written.append(gloss(one, draw) if one in new else one)
            new.discard(one)
        yield "".join(written)


def new_words_always(draw: Draw) -> Iterator[str]:
    """A lesson whose new characters have their readings wherever they come; not only those that differ between the scripts."""
    lines = [sentence(draw, True) for _ in range(6)]
    known = sorted(set("".join(lines)) & readings().keys())
    new = {one: gloss(one, draw) for one in draw.sample(known, min(12, len(known)))}
    for line in lines:
        yield "".join(new.get(one, one) for one in line)


def polyphones(draw: Draw) -> Iterator[str]:
    for character in draw.sample([one for one in POLYPHONES if len(readings().get(one, ())) > 1], 6):
        first, second = draw.sample(readings()[character], 2)
        yield f"{character}字有兩讀：{character}({first})、{character}({second})。{sentence(draw, True)}"


def exercise(draw: Draw) -> Iterator[str]:
    """Words of which one character's reading is asked for."""
    yield "給下列加點的字注音："
    for _ in range(4):
        row = []
        for word in draw.sample(WORDS, 5):
            at = draw.randrange(len(word))
            row.append(word[:at] + gloss(word[at], draw) + word[at + 1 :])
        yield "、".join(row)


def places(draw: Draw) -> Iterator[str]:
    for place in draw.sample(PLACES, 8):
        at = next((at for at, one in enumerate(place) if one in readings()), None)
        if at is not None:
            yield f"{place[:at]}{gloss(place[at], draw)}{place[at + 1 :]}：{sentence(draw, draw.random() < 0.7)}"


def notes(draw: Draw) -> Iterator[str]:
    """About characters themselves."""
    for character in draw.sample(sorted(readings()), 8):
        reading = draw.choice(readings()[character])
        yield draw.choice(
            (
                f"「{character}」({reading})字今人少用。", f"{character}（{reading}），見於古書。", f"{character}，音{reading}。",
                f"“{character}”({reading})是生僻字，電腦裡不易打出。", f"{character}({reading})：{draw.choice(SENSES)}",
            )
        )  # fmt: skip


def tone_numbers(draw: Draw) -> Iterator[str]:
    for _ in range(6):
        text = sentence(draw, True)
        at = draw.randrange(1, len(text) - 1)
        if text[at] in readings():
            yield f"{text[: at + 1]}({numbered(readings()[text[at]][0])}){text[at + 1 :]}"


def numbered(reading: str) -> str:
    spelled = unicodedata.normalize("NFD", reading)
    tone = "".join(TONES.get(one, "") for one in spelled)
    return unicodedata.normalize("NFC", "".join(one for one in spelled if one not in TONES)) + tone


def bopomofo(draw: Draw) -> Iterator[str]:
    for _ in range(4):
        yield "".join(f"{one}({sound})" for one, sound in draw.sample(BOPOMOFO, 5)) + "。" + sentence(draw, True)


def other_languages(draw: Draw) -> Iterator[str]:
    for word, reading in (*draw.sample(KANA, 3), *draw.sample(ROMAJI, 3)):
        yield f"{word}({reading})へ行きます。"
    for word, reading in draw.sample(JYUTPING, 4):
        yield f"粵語「{word}」({reading})：{sentence(draw, True)}"


def ruby(draw: Draw) -> Iterator[str]:
    """Notations of programs for readings above the line."""
    form = draw.choice(("<ruby>{}<rt>{}</rt></ruby>", "{{{}|{}}}", "[{}]{{{}}}", "｜{}《{}》", "{}^({})"))
    for _ in range(4):
        text = sentence(draw, draw.random() < 0.5)
        yield "".join(form.format(one, readings()[one][0]) if one in readings() else one for one in text[:20])


def abbreviations(draw: Draw) -> Iterator[str]:
    """Latin words in brackets that look like syllables."""
    for word in draw.sample(
        ("pi", "cpi", "ai", "an", "tuple", "list", "he", "she", "men", "can", "fan", "pin", "ban", "tang"), 6
    ):
        text = sentence(draw, draw.random() < 0.5)
        at = draw.randrange(2, len(text))
        yield f"{text[:at]}({word}){text[at:]}"


KINDS: tuple[Callable[[Draw], Iterator[str]], ...] = (
    vocabulary, dictionary, rare_characters, names, every_character, by_word, first_time, new_words_always, polyphones,
    exercise, places, notes, tone_numbers, bopomofo, other_languages, ruby, abbreviations,
)  # fmt: skip


def documents(count: int = 1020, seed: int = 1) -> Iterator[tuple[str, str]]:
    """`count` texts by kind in turn: the name of the kind, and the text."""
    draw = random.Random(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        yield kind.__name__, "\n".join(kind(draw))


def lines_with_glosses(text: str) -> int:
    """Lines in which something stands in brackets or above the line."""
    return sum(any(sign in line for sign in "([（［〔【/{《音") for line in text.split("\n"))


def main() -> None:
    made = list(documents())
    print(f"{len(made)} texts, {sum(lines_with_glosses(text) for _, text in made)} lines with glosses")
    for kind, text in made[: len(KINDS)]:
        print(f"{kind:18} {text.splitlines()[0][:100]}")


if __name__ == "__main__":
    main()
