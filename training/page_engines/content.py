"""What the slots of a page's template are filled with."""

from __future__ import annotations

import json
import random
import re
from datetime import datetime, timedelta
from typing import Any

# Stands before each block of the page's own text; a private character, gone from the page that is used.
CONTENT = "\ue000"
_WORD = re.compile(r"\{(\w+)\}")
_DIGITS = "〇一二三四五六七八九"


class Writer:
    """Writes the parts of one page. Each `slot_` method is a `{slot}` of the templates."""

    def __init__(self, lot: random.Random, prose: dict[str, Any], engine: dict[str, Any]) -> None:
        self.lot = lot
        self.words, self.sentences, self.furniture = prose["words"], prose["sentences"], prose["furniture"]
        self.engine = engine
        self.title = self.sentence("title")
        self.site = lot.choice(engine.get("sites") or self.sentences["site"])
        self.author = lot.choice(self.sentences["author"])
        self.source = lot.choice(self.sentences["source"])
        self.section = lot.choice(self.sentences["section"])
        self.moment = datetime(2008, 1, 1) + timedelta(minutes=lot.randrange(16 * 365 * 24 * 60))
        self.published = ""
        self.clock = self.moment
        self.url = engine["url"].replace("{n}", str(lot.randrange(1000, 9_999_999))).replace("{day}", f"{self.moment:%Y%m%d}")
        self.style = lot.choice(("p", "p", "p", "br", "div", "span", "section", "indent"))
        self.post_style = lot.choice(("plain", "plain", "p", "br"))

    # --- text

    def sentence(self, kind: str = "plain") -> str:
        text = self.lot.choice(self.sentences[kind])
        return _WORD.sub(lambda match: str(self.lot.choice(self.words[match[1]])), text)

    def paragraph(self) -> str:
        count = self.lot.choice((1, 2, 2, 3, 3, 4, 5, 7))
        return "".join(self.sentence() for _ in range(count))

    # --- the page's own text

    def own(self, text: str, tag: str = "") -> str:
        return f"<{tag}>{CONTENT}{text}</{tag}>" if tag else CONTENT + text

    def slot_body(self, least: str = "2", most: str = "22") -> str:
        pieces = []
        linked = self.lot.random() < 0.3
        for _ in range(self.lot.randint(int(least), int(most))):
            kind = self.lot.random()
            if kind < 0.08:
                pieces.append(self.own(self.sentence("heading"), self.lot.choice(("h2", "h3", "strong", "p"))))
            elif kind < 0.11:
                items = "".join(
                    self.own(self.sentence(self.lot.choice(("plain", "short"))), "li") for _ in range(self.lot.randint(2, 6))
                )
                pieces.append(f"<ul>{items}</ul>")
            elif kind < 0.13:
                rows = "".join(
                    "<tr>"
                    + "".join(self.own(self.lot.choice(self.words[w]), "td") for w in ("topic", "number", "unit"))
                    + "</tr>"
                    for _ in range(self.lot.randint(2, 6))
                )
                pieces.append(f"<table>{rows}</table>")
            elif kind < 0.15:
                pieces.append(f"<blockquote>{self.own(self.paragraph(), 'p')}</blockquote>")
            elif kind < 0.18:
                pieces.append(f'<p><img src="a.jpg"></p>{self.own(self.sentence("note"), "p")}')
            elif kind < 0.20 and self.engine.get("code"):
                code = "\n".join(CONTENT + self.lot.choice(self.sentences["code"]) for _ in range(self.lot.randint(2, 12)))
                pieces.append(f"<pre><code>{code}</code></pre>")
            else:
                pieces.append(self._paragraph(linked))
        return "\n".join(pieces)

    def _paragraph(self, linked: bool) -> str:
        text = self.paragraph()
        if linked and self.lot.random() < 0.4:
            word = self.lot.choice(self.words["topic"])
            text = f'{text[:4]}<a href="/w">{word}</a>{text[4:]}'
        match self.style:
            case "br":
                return f"{CONTENT}{text}<br><br>"
            case "div":
                return f"<div>{CONTENT}{text}</div>"
            case "span":
                return f'<p style="text-indent:2em"><span style="font-size:16px">{CONTENT}{text}</span></p>'
            case "section":
                return f'<section><section><p style="margin:0"><span>{CONTENT}{text}</span></p></section></section>'
            case "indent":
                return f"<p>{CONTENT}　　{text}</p>"
        return f"<p>{CONTENT}{text}</p>"

    def slot_post(self) -> str:
        """What one person says in a thread."""
        size = self.lot.random()
        if size < 0.45:
            lines = [self.sentence("short")]
        elif size < 0.8:
            lines = [self.paragraph() for _ in range(self.lot.randint(1, 2))]
        else:
            lines = [self.paragraph() for _ in range(self.lot.randint(2, 7))]
        if self.post_style == "p":
            return "".join(self.own(line, "p") for line in lines)
        return ("<br>" if self.post_style == "plain" else "<br /><br />").join(map(self.own, lines))

    def slot_reply(self) -> str:
        return self.own(self.sentence(self.lot.choice(("short", "short", "plain"))))

    def slot_opening(self) -> str:
        """The first post, or a question."""
        if self.lot.random() < 0.2:
            return self.slot_post()
        return self.slot_body("1", "10")

    def slot_paragraph_own(self) -> str:
        return self.own(self.paragraph())

    def slot_sentence_own(self) -> str:
        return self.own(self.sentence())

    def slot_heading_own(self) -> str:
        return self.own(self.sentence("heading"))

    def slot_parameters_own(self) -> str:
        rows = (
            f"{self.lot.choice(self.words['topic'])}：{self.lot.choice(self.words['thing'])}"
            for _ in range(self.lot.randint(3, 9))
        )
        return "<ul>" + "".join(self.own(row, "li") for row in rows) + "</ul>"

    def slot_facts(self, least: str = "4", most: str = "12") -> str:
        """Names and values of a thing, in one of the ways that shops, libraries and directories set them."""
        facts = [(self.lot.choice(self.words["key"]), self._value()) for _ in range(self.lot.randint(int(least), int(most)))]
        own = self.own
        match self.lot.randrange(6):
            case 0:
                return "<dl>" + "".join(f"{own(key, 'dt')}{own(value, 'dd')}" for key, value in facts) + "</dl>"
            case 1:
                return "".join(f"<dl>{own(key + '：', 'dt')}{own(value, 'dd')}</dl>" for key, value in facts)
            case 2:
                return "<ul>" + "".join(f"<li><span>{own(key)}</span>{value}</li>" for key, value in facts) + "</ul>"
            case 3:
                rows = "".join(f"<tr><th>{own(key)}</th><td>{value}</td></tr>" for key, value in facts)
                return f"<table>{rows}</table>"
            case 4:
                return "".join(own(f"{key}：{value}", "p") for key, value in facts)
        return "".join(f"<div><label>{own(key)}：</label><span><a href='/k'>{value}</a></span></div>" for key, value in facts)

    def _value(self) -> str:
        words, pick = self.words, self.lot.choice
        kinds = (
            lambda: pick(words["thing"]),
            lambda: f"{pick(words['number'])}{pick(words['unit'])}",
            lambda: pick(words["place"]),
            lambda: f"{pick('ABKLMTX')}{pick('ABKLMTX')}-{self.slot_n()}",
            lambda: f"{pick(words['place'])}{pick(words['thing'])}{pick(('厂', '社', '店', '公司', '工作室'))}",
            lambda: f"{self.moment:%Y-%m-%d}",
        )
        return str(pick(kinds)())

    def slot_foreign(self, least: str = "3", most: str = "12") -> str:
        """The body of another page that is shown on this one."""
        return "".join(f"<p>{self.paragraph()}</p>" for _ in range(self.lot.randint(int(least), int(most))))

    def slot_verse(self) -> str:
        return "<br>".join(
            self.own(self.lot.choice(self.words["time"]) + self.lot.choice(self.words["place"])) for _ in range(12)
        )

    def slot_title_own(self) -> str:
        return self.own(self.title)

    def slot_pages(self) -> str:
        """Text of a shared document as pages of positioned lines."""
        pages = []
        for number in range(1, self.lot.randint(2, 6)):
            lines = "".join(self.own(self.sentence(), "p") for _ in range(self.lot.randint(5, 14)))
            pages.append(f'<div class="page" id="page_{number}"><div class="inner">{lines}</div></div>')
        return "".join(pages)

    # --- what the page says about itself

    def slot_title_other(self) -> str:
        return self.sentence("title")

    def slot_catalog(self) -> str:
        rows = (
            f'<li><a href="#{number}">{number} {self.sentence("heading")}</a></li>' for number in range(1, self.lot.randint(3, 9))
        )
        return f"<ul>{''.join(rows)}</ul>"

    def slot_published_row(self) -> str:
        self.clock -= timedelta(minutes=self.lot.randrange(60, 9000))
        return f"{self.clock:%Y-%m-%d}"

    def slot_title(self) -> str:
        return str(self.title)

    def slot_site(self) -> str:
        return str(self.site)

    def slot_author(self) -> str:
        return str(self.author)

    def slot_source(self) -> str:
        return str(self.source)

    def slot_section(self) -> str:
        return str(self.section)

    def slot_published(self, form: str = "") -> str:
        """The date of publication as the page shows it."""
        self.published = self.moment.date().isoformat()
        moment = self.moment
        if form == "han":
            return "".join(_DIGITS[int(d)] for d in str(moment.year)) + f"年{_han(moment.month)}月{_han(moment.day)}日"
        forms = (
            "{:%Y-%m-%d %H:%M}",
            "{:%Y-%m-%d}",
            "{:%Y/%m/%d %H:%M:%S}",
            "{:%Y年%m月%d日 %H:%M}",
            "{:%Y.%m.%d}",
            "{:%Y-%m-%d %H:%M:%S}",
        )
        if form == "plain" or self.lot.random() < 0.85:
            return self.lot.choice(forms).format(moment)
        return f"{moment.year}年{moment.month}月{moment.day}日"

    def head(self) -> str:
        """Elements of <head> in one of the fashions that the engine's sites follow."""
        fashion = self.lot.choice(self.engine.get("heads", ["plain"]))
        window = self.engine.get("window", "{title} - {site}")
        window = window.replace("{title}", self.title).replace("{site}", self.site).replace("{section}", self.section)
        day = f"{self.moment:%Y-%m-%dT%H:%M:%S+08:00}"
        found = [f"<title>{window}</title>"]
        if fashion != "plain":
            self.published = self.moment.date().isoformat()
        if fashion == "og":
            found += [
                f'<meta property="og:title" content="{self.title}">', f'<meta property="article:published_time" content="{day}">',
                f'<meta property="og:site_name" content="{self.site}">', f'<meta property="og:url" content="{self.url}">',
            ]  # fmt: skip
        elif fashion == "ld":
            thing = {
                "@context": "https://schema.org",
                "@type": self.engine.get("ld", "NewsArticle"),
                "headline": self.title,
                "datePublished": day,
            }
            thing["author"] = {"@type": "Person", "name": self.author}
            found.append(f'<script type="application/ld+json">{json.dumps(thing, ensure_ascii=False)}</script>')
        elif fashion == "gov":
            found += [
                f'<meta name="SiteName" content="{self.site}">', f'<meta name="ArticleTitle" content="{self.title}">',
                f'<meta name="PubDate" content="{self.moment:%Y-%m-%d %H:%M}">',
                f'<meta name="ContentSource" content="{self.source}">',
            ]  # fmt: skip
        if self.lot.random() < 0.5:
            found.append(f'<meta name="keywords" content="{self.section},{self.lot.choice(self.words["topic"])}">')
        return "\n".join(found)

    # --- furniture

    def slot_user(self) -> str:
        return str(self.lot.choice(self.sentences["user"]))

    def slot_n(self, most: str = "9999") -> str:
        return str(self.lot.randrange(1, int(most)))

    def slot_when(self) -> str:
        """A time in a thread: later than the one before."""
        self.clock += timedelta(minutes=self.lot.randrange(1, 3000))
        return self.lot.choice(("{:%Y-%m-%d %H:%M}", "{:%Y-%m-%d %H:%M}", "{:%Y-%m-%d %H:%M:%S}")).format(self.clock)

    def slot_ago(self) -> str:
        return self.lot.choice(("刚刚", "3 分钟前", "2 小时前", "昨天 21:05", "5 天前", "03-14", "1 年前"))

    def slot_sentence_quoted(self) -> str:
        return self.sentence("short")

    def slot_region(self) -> str:
        return str(self.lot.choice(self.sentences["region"]))

    def slot_rank(self) -> str:
        return str(self.lot.choice(self.furniture["rank"]))

    def slot_stats(self) -> str:
        return "".join(
            f"<p><em>{self.slot_n()}</em>{self.lot.choice(self.furniture['stat'])}</p>" for _ in range(self.lot.randint(1, 5))
        )

    def _links(self, words: list[str], least: int, most: int) -> str:
        chosen = [self.lot.choice(words) for _ in range(self.lot.randint(least, most))]
        return self.lot.choice(
            (
                lambda: "<ul>" + "".join(f'<li><a href="/x">{word}</a></li>' for word in chosen) + "</ul>",
                lambda: "".join(f'<a href="/x">{word}</a> ' for word in chosen),
                lambda: " | ".join(f'<a href="/x">{word}</a>' for word in chosen),
                lambda: "".join(f'<span><a href="/x">{word}</a></span>' for word in chosen),
            )
        )()

    def slot_nav(self) -> str:
        return self._links(self.furniture["nav"], 5, 26)

    def slot_login(self) -> str:
        return self._links(self.furniture["login"], 2, 7)

    def slot_share(self) -> str:
        return self._links(self.furniture["share"], 2, 8)

    def slot_actions(self) -> str:
        if self.lot.random() < 0.5:
            return self._links(self.furniture["action"], 1, 5)
        return "".join(f"<span>{self.lot.choice(self.furniture['action'])}</span>" for _ in range(self.lot.randint(1, 4)))

    def slot_pager(self) -> str:
        return self._links(self.furniture["pager"], 3, 9)

    def slot_tags(self) -> str:
        return self._links(self.words["topic"], 1, 5)

    def slot_crumbs(self) -> str:
        mark = self.lot.choice((" &gt; ", " › ", "&raquo;", "/"))
        return mark.join(
            (f'<a href="/">{self.site}</a>', f'<a href="/s">{self.section}</a>', self.lot.choice(("正文", self.title, "")))
        )

    def slot_notice(self) -> str:
        return str(self.lot.choice(self.furniture["notice"]))

    def slot_signature(self) -> str:
        return self.sentence("signature")

    def slot_related_head(self) -> str:
        return str(self.lot.choice(self.furniture["related"]))

    def slot_stories(self, least: str = "4", most: str = "14") -> str:
        """Titles of other pages."""
        dated = self.lot.random() < 0.4
        rows = []
        for _ in range(self.lot.randint(int(least), int(most))):
            date = f"<span>{self.slot_ago()}</span>" if dated else ""
            rows.append(f'<li><a href="/a">{self.sentence("title")}</a>{date}</li>')
        return f"<h3>{self.slot_related_head()}</h3><ul>{''.join(rows)}</ul>"

    def slot_cards(self, least: str = "3", most: str = "10") -> str:
        """Other pages with the beginning of their text."""
        return "".join(
            f'<div class="card"><a href="/a"><h4>{self.sentence("title")}</h4></a><p class="desc">{self.sentence("summary")}</p>'
            f"<span>{self.slot_user()}</span><span>{self.slot_ago()}</span></div>"
            for _ in range(self.lot.randint(int(least), int(most)))
        )

    def slot_comments(self) -> str:
        """What readers say under an article: none of its text."""
        return "".join(
            f'<li class="cmt-item"><div class="cmt-user">{self.slot_user()}</div><div class="cmt-time">{self.slot_ago()}</div>'
            f'<div class="cmt-text">{self.sentence(self.lot.choice(("short", "short", "plain")))}</div>'
            f'<div class="cmt-act"><a href="#">回复</a> <a href="#">赞 {self.slot_n("30")}</a></div></li>'
            for _ in range(self.lot.randint(0, 8))
        )

    def slot_footer(self) -> str:
        links = self._links(self.furniture["footer"], 3, 10)
        lines = [self.lot.choice(self.furniture["legal"]) for _ in range(self.lot.randint(1, 4))]
        text = "".join(f"<p>{line.replace('{site}', self.site).replace('{n}', self.slot_n())}</p>" for line in lines)
        return f"<div>{links}</div>{text}"

    def slot_hidden(self) -> str:
        return f'<div style="display:none">{self.sentence()}{self.slot_notice()}</div>'


def _han(number: int) -> str:
    ten, one = divmod(number, 10)
    return ("十" if ten == 1 else _DIGITS[ten] + "十" if ten else "") + (_DIGITS[one] if one or not ten else "")
