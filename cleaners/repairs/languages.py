"""Whether a line in other letters than Chinese is a language, or bytes of Chinese that were read as letters.

Languages have words: plain letters between those with accents, one case within a word, and the few syllables that every Korean
sentence needs. Bytes of Chinese give capitals, small letters and signs as they come. Where a line does not tell, it is a
language.
"""

from __future__ import annotations

from cleaners.characters.lazy_pattern import lazy_pattern

_LATIN = lazy_pattern("[a-zA-Z\xc0-\u024f]+")
_GREEK_CYRILLIC = lazy_pattern("[\u0370-\u052f]+")
_KOREAN = lazy_pattern("[\uac00-\ud7a3]")
# Particles and endings: a third of Korean text, a twentieth of syllables by chance.
_SYLLABLES = lazy_pattern("[이다는을의에가고하를은로지한도사기시어서자대아리나해인으라들과보요]")
# What no language is written in, or only with Chinese or Japanese beside it.
_SIGNS = lazy_pattern("[\x80-\xbf\u2500-\u257f\ue000-\uf8ff\ua000-\uabff\uff61-\uff9f]")
_HAN_KANA = lazy_pattern("[\u3040-\u30ff\u3400-\u9fff]")

MIN_LINE = 8
MAX_ACCENTS = 0.6
MAX_SIGNS = 0.5
MIN_WORDS = 0.7
MIN_SYLLABLES = 0.2
MIN_KOREAN = 7  # every so many characters: UTF-16 that is none mixes syllables with ideographs
MIN_KINDS = 10  # the frames of tables have fewer
SAMPLE = 2000


def is_language(line: str) -> bool:
    """Whether what the line has beyond ASCII makes words.

    >>> is_language("Příliš žluťoučký kůň"), is_language("ÔºÂÓÀïµÄÊ¯ÁñÊìÁË£¬ÍâÆÅÕªÏÂ")
    (True, False)
    """
    line = line[:SAMPLE]
    beyond = sum(not character.isascii() for character in line)
    if beyond < MIN_LINE:
        return True
    korean = len(_KOREAN.findall(line))
    if korean * MIN_KOREAN > beyond and korean >= MIN_LINE // 2:
        return len(_SYLLABLES.findall(line)) >= MIN_SYLLABLES * korean
    if len(_HAN_KANA.findall(line)) * 3 > beyond:
        return True
    signs = len(_SIGNS.findall(line))
    latin = "".join(_LATIN.findall(line))
    accents = sum(not letter.isascii() for letter in latin)
    if (accents + signs) * 2 > beyond and accents:
        return accents <= MAX_ACCENTS * len(latin) and signs <= MAX_SIGNS * beyond
    words = _GREEK_CYRILLIC.findall(line)
    letters = sum(map(len, words))
    if letters * 3 > beyond:
        one_case = sum(len(word) for word in words if word[1:].islower() or word.isupper() or word.islower())
        return one_case >= MIN_WORDS * letters and signs * 3 < letters
    return signs * 2 <= beyond or len(set(_SIGNS.findall(line))) < MIN_KINDS
