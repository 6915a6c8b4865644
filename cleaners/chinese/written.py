"""著 by its sense, where single words do not tell (those stand in `overlay.tsv`): "to write" and "to be known" stay 著, the
particle and "to wear, to touch" become 着."""

from __future__ import annotations

import re

from cleaners.characters.lazy_pattern import lazy_pattern
from cleaners.chinese.converter import convert
from cleaners.chinese.script import HAN
from cleaners.chinese.spans import Ints, Spans

# 著 between a name and the end of its phrase: 曹雪芹 著, 魯迅／著.
_AUTHOR = lazy_pattern(r"著(?=[\s）)\]】,，;；/／|｜]|\Z)")
# Behind a name: blanks beside a mark go, and what they say must not count, or a second cleaning would find another text.
_BEHIND = lazy_pattern(r"(?:[/／|｜]|\w[ \t\u3000]+)\Z")

# A work behind 著: with its number of books or words; a name of works; "this book".
_WORK = lazy_pattern(
    rf"""著(?:
      [{HAN}]{{0,10}}? [一二三四五六七八九十百數]+ [餘多]? (?: 卷 | 篇 | [百千萬]+餘?言 )
    | [{HAN}]{{0,5}}? (?: 論 | 賦 | 譜 | 雜記 | 內篇 | 外篇 ) (?=[，。；、！？\n]|\Z)
    | [{HAN}]{{0,5}}? (?: 全書 | 圖志 | 通志 | 通考 | 本草 | 兵法 | 章句 | 集解 )
    | [{HAN}]{{0,5}}? (?: 正義 | 學案 | 詩話 | 類編 | 長編 | 文集 | 內外篇 )
    | 法言 | 太玄 | 道德 | 史記 | 春秋 | 說文 | 茶經 | 新語 | 新書 | 新論 | 漢書 | 晉書 | 孝經 | 離騷 | 論衡 | 六官 | 論語 | 孟子
    | 天工開物 | 資治通鑑 | 抱朴子 | 人物志 | 世說
    | [此是斯茲本][書編篇論集文錄]
    | [了成][一二三四五六七八九十兩幾數多]*部 (?![分隊落門])
    | 姓 (?=[，。；、]) | 族 (?=[，。；、]) | 籍 | 諸 | 聞 (?![到見名出]) | 為[定常]?[令例訓式典法] | 令[：:曰]
    | 在[史簡竹策典] | 在[國正]史
    )""",
    re.VERBOSE,
)
# "To be known", whatever stands behind: of a name or merit, or with an adverb that the particle does not follow.
_KNOWN = lazy_pattern(
    rf"""(?: (?<=[名功德聲績節義望威勳效惠道][既已以未不益日大素夙斯乃遂]) 著 (?=[，。；、：！？而於]|\Z)
    | (?<=[攸最尤彰炳茂殊愈益]) 著 (?=[，。；、：！？者而於]|\Z)
    | 著 (?=乎[{HAN}])
    )""",
    re.VERBOSE,
)
# Verbs that the particle follows: those in front of 着 twice and more in simplified novels, dialogue, exams and
# newsletters, and some of their kind. Behind one of them a work is no sign: 讀着史記三卷.
_VERBS = frozenset(
    "接看带跟随笑望沿拿盯对活瞧视等有顺照应瞪抱穿抓指打提站动想得见咬戴听写背挂握闭试朝捏藏走拉坐裹就拄含扎吟绕睡持摆开附摸牵"
    "围点找按忙贴透垂乘向拖冒合待吃跑隔抢衣拍扶陪数记趁冲怀念探护踩唱骑兜掩扯靠挟挽抚画抬刻满留卷碰捧绑躺关射装行竖映凭沾"
    "发烧爱伤存迎架唤叹忍拼摇沉放揉铺伏临缠注斜逼蒙示托闻表守寻依夹舞受遇借弹布绣盖抖载积缝喝挡处伴长包叫引住垫枕恋演扛挑"
    "担读阅诵讲谈议论说教学译抄印翻收买卖堆搬研究讨传奉展晒用当敬伸为信味意"
)


def written_by(text: str, places: Ints) -> Spans:
    """The `places` of 著 that must not become the particle 着, and everywhere in a text that itself writes 着."""
    listed = places.tolist()
    if text.count("着") > 2 * len(listed):
        return [(place, place + 1) for place in listed if text[place] == "著"]
    return [(place, place + 1) for place in listed if text[place] == "著" and (_by_author(text, place) or _by_sense(text, place))]


def _by_author(text: str, place: int) -> bool:
    if not _AUTHOR.match(text, place):
        return False
    return bool(_BEHIND.search(text, max(0, place - 8), place)) or text[place - 1 : place + 2] in ("（著）", "(著)")


def _by_sense(text: str, place: int) -> bool:
    if _KNOWN.match(text, place):
        return True
    return bool(_WORK.match(text, place)) and not (place and convert(text[place - 1]) in _VERBS)
