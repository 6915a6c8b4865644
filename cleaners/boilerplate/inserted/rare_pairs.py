"""Pairs of characters that make no word, which a site puts before the marks of a copied text so that copies look unlike it:

    糖名很有诗意讳栈，可材料却不复杂：带着霜气的山楂瓮朽。

Both characters are seldom used, they are no word together, and the first is none with the character before it. A text has one by
chance; where many clauses end so, they were put in.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleaners.boilerplate.layout import View
from cleaners.characters.model import CharacterModel, character_model, codepoints
from cleaners.document import Edit

RULE = "noise.rare_pair"
_LEAST, _SHARE = 6, 0.08  # pairs, and of all ends of clauses, that are no chance
_TIMES = 30  # as often, at the ends of clauses, as between any other two characters
_SAMPLE = 20_000  # characters in which that is counted
_RARE = -10.4  # log probability of a character below which it is seldom used
_MARKS = "，。；：！？,;:!?"
# The 1,200 most frequent characters, of the character model: most clauses end in one of them, and the model need not be asked.
_FREQUENT = (
    "一七万三上下不与专且世业东两严并个中临为主举久么义之乎乐九也习乡书买了争事二于云互五亚些交产京亮亲人亿什仅今介仍从他付代令以们件价任份企伊众优会传伤似但位低住体何余作你使来例供依便系促俄保信修倒候值假"
    "偏做停健备像儿元充先光克免党入内全八公六共关兴兵其具典养再写军农冲决况冷准几出击刀分切划列刘则刚创初判别利到制刻前剧副力办功加务动助努劳势包化北区医十千升午半华协单南博占卡卫印危即却历厚原去县参又及友"
    "双反发取受变口古句另只叫召可台史右号司吃各合同名后向否吧含听吸告员呢周味呵呼命和品哈响哥哪售商啊问善喜器四回因团园困围固国图土在地场均坐坚型城域培基堂报境增士声处复夏外多夜够大天太夫央失头奇套女她好如"
    "始姐姓委威娘子字存季学孩它守安完宗官定宜宝实客宣室害家容宾密富察对导封射将小少尔尚尤就尼尽局层居屏展属山岁岸州工左差己已巴市布师希帝带席帮常幕干平年广床序应底店府度座庭康建开式引弟张强当形彩影往待很律"
    "得微德心必志忙快念忽态怎怕思急性怪总恩息您情想意爱感愿慢懂成我或战户房所手才打批找承技把抓投抗折护拉招择括拿持指按挺换据授掉掌排探接控推提搞携操支收改攻放政故效救教敢散数整文斗料断斯新方施旅族无既日旧"
    "早时昌明易星春是显晚普景智暖暗曲更曾最月有朋服望朝期木未本术朱机权李材村条松板极构林果架某查标校样核根格案桥检楚楼概模次欢款歌止正此步武死段母每毒比毛民气水永求汉江池沉没沙河油治法波注洋洗洲活派流济海"
    "消深清温港游湖源满漂演激火点烈热然照营父片版牌牙牛物特犯状独获率玉王玩环现班球理甚生用田由电男画界留略疑病痛登白百的皇皮益盘盛目直相省看真眼着睡督知短石研破硬确示社祖神票禁福离秀种科秘积称移程究空穿突"
    "窗立站竟章童端笑笔第等答策简算管节米类精纪约红级素索紧细组结给统经维网线编繁织续终绝继缺罗罪置美群翻老考者而职联肉股肯育背胜胡能脑自至致舒舞航般船良色艺花苏若苦英范茶草药菜落著藏虎虽融血行街衣表被装里"
    "西要见规视觉观角解言订计讯记设许评试话该认语说调谈请论讲证识警议读让谢象货责贵费资质负财赛走起超越趣足跑距跟路身车较轻转边达过迎运近还这进远连述追退送适选逐通速造遇遍道那邦部都配酒采重量金银钱错键铁钟"
    "镇长门间闻队防阳阿附际陈降限院除随隔难雄集雨雪需震露青非靠面革音项预领题须风飞食餐馆饭首香马验高鱼麻黄黑龙"
)


def rare_pairs(view: View) -> list[Edit]:
    """Edits that take such pairs out; none where there are few of them."""
    ends, marks = _clause_ends(view)
    if len(ends) < max(_LEAST, _SHARE * marks):
        return []
    text, lower = view.text, view.lower
    model = character_model()  # large, and seldom needed
    found = []
    for end in ends.tolist():
        before, first, second = list(lower[end - 3 : end])
        if max(model.log_probability(first), model.log_probability(second)) > _RARE:
            continue
        together = model.log_pair(first, second) - model.log_probability(second)
        joined = model.log_pair(before, first) - model.log_probability(first)
        if together < 0 and joined < 0.5 and text[end - 2] != text[end - 1]:
            found.append(end)
    if len(found) < max(_LEAST, _SHARE * marks) or _odd_share(model, lower) * _TIMES > len(found) / marks:
        return []
    return [Edit(end - 2, end, "", RULE, f"{len(found)} clauses end in a pair that is no word") for end in found]


def _odd_share(model: CharacterModel, lower: str) -> float:
    """The share of neighbours anywhere in the text that look like such a pair: verse has them everywhere."""
    codes = codepoints(lower[:_SAMPLE])
    left, right = codes[:-1], codes[1:]
    rare = (model.unigrams[left] < _RARE) & (model.unigrams[right] < _RARE) & (left >= 0x3400) & (right >= 0x3400)
    odd = model.conditional(left[rare], right[rare]) < model.unigrams[right[rare]]
    inner = int(odd.sum()) - int(_odd_ends(lower[:_SAMPLE], rare, odd))
    return inner / max(1, len(left))


def _odd_ends(lower: str, rare: NDArray[np.bool_], odd: NDArray[np.bool_]) -> int:
    """How many of the odd pairs stand before a mark."""
    places = rare.nonzero()[0][odd]
    return sum(lower[place + 2 : place + 3] in _MARKS for place in places.tolist())


def _clause_ends(view: View) -> tuple[NDArray[np.intp], int]:
    """Where a mark stands behind two Han characters of which neither is frequent, and how many marks there are."""
    kinds = _kinds().take(view.indices)
    marks = (kinds == 2).nonzero()[0]
    places = marks[marks >= 3]
    return places[(kinds[places - 1] == 1) & (kinds[places - 2] == 1) & (kinds[places - 3] != 2)], len(marks)


@cache
def _kinds() -> NDArray[np.uint8]:
    """By UTF-16 unit: 1 a Han character that is not frequent, 2 a mark, 0 anything else."""
    table = np.zeros(1 << 16, np.uint8)
    table[0x4E00:0xA000] = 1
    for sign in _FREQUENT:
        table[ord(sign)] = 0
    for sign in _MARKS:
        table[ord(sign)] = 2
    return table
