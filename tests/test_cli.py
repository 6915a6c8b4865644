"""The command as a user runs it: results on standard output, one line for what goes wrong, exit codes as documented."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from archives import zip_of

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "raw" / "news" / "bakery.txt"


def qingwen(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cleaners", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, timeout=120)


def one_line(result: subprocess.CompletedProcess[bytes]) -> str:
    """The only line of standard error."""
    lines = result.stderr.decode("utf-8").splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_clean_prints_a_record() -> None:
    result = qingwen("clean", SAMPLE)
    assert result.returncode == 0
    record = json.loads(result.stdout)
    assert record["metadata"]["title"] == "巷口面包房迎来第一千位会员"
    assert record["metadata"]["published"] == "2016-10-21"
    assert record["metadata"]["sha256"]


def test_clean_prints_text_alone_and_reads_standard_input() -> None:
    text = qingwen("clean", SAMPLE, "--text").stdout
    assert text.decode("utf-8").startswith("巷口面包房迎来第一千位会员\n巷口面包房开业三年，")
    assert qingwen("clean", "-", "--text", stdin=SAMPLE.read_bytes()).stdout == text


def test_clean_gives_the_url_to_the_record() -> None:
    result = qingwen("clean", SAMPLE, "--url", "https://example.org/1.html")
    assert json.loads(result.stdout)["metadata"]["url"] == "https://example.org/1.html"


def test_clean_of_a_folder_goes_on_after_a_rejection(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.txt").write_text("山上的雪还没有化，河里的冰已经开了。", encoding="gb18030")
    result = qingwen("clean", tmp_path, "--text")
    assert result.returncode == 0
    assert result.stdout.decode("utf-8") == "山上的雪还没有化，河里的冰已经开了。\n"
    assert one_line(result) == "a.txt: rejected, empty: no bytes"


def test_clean_takes_containers_by_path_and_from_standard_input(tmp_path: Path) -> None:
    data = zip_of([("甲.txt", "山上的雪化了。".encode()), ("乙.txt", b"")])
    (tmp_path / "文.zip").write_bytes(data)
    by_path, piped = qingwen("clean", tmp_path / "文.zip", "--text"), qingwen("clean", "-", "--text", stdin=data)
    assert by_path.stdout == piped.stdout == "山上的雪化了。\n".encode()
    assert one_line(by_path) == "文.zip 乙.txt: rejected, empty: no bytes"
    assert one_line(piped) == "- 乙.txt: rejected, empty: no bytes"


def test_a_long_stream_waits_on_the_disk() -> None:
    line = json.dumps({"text": "山上的雪化了。", "rest": "x" * (9 << 20)}).encode() + b"\n"
    result = qingwen("clean", "-", stdin=line * 2)
    assert [json.loads(line)["added"] for line in result.stdout.splitlines()] == ["", ""]


def test_the_field_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"data": {"words": "山上的雪化了。"}, "text": "别的"}\n', encoding="utf-8")
    result = qingwen("clean", tmp_path / "a.jsonl", "--text", "--text-field", "data.words")
    assert result.stdout.decode("utf-8") == "山上的雪化了。\n"


def test_nothing_delivered_is_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(range(256)) * 4)
    result = qingwen("clean", tmp_path / "a.bin")
    assert result.returncode == 1
    assert one_line(result).startswith("a.bin: rejected, unsupported: ")


def test_a_path_that_is_not_there_is_one_line() -> None:
    result = qingwen("clean", "nowhere")
    assert result.returncode == 1
    assert one_line(result) == "qingwen: nowhere: there is no such file or folder"


@pytest.mark.skipif(sys.platform == "win32", reason="names there are text")
def test_a_name_that_is_no_utf_8_is_printed_escaped(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xc4\xe3.txt"))).write_bytes(b"")
    result = qingwen("clean", tmp_path)
    assert one_line(result) == r"\xc4\xe3.txt: rejected, empty: no bytes"


@pytest.mark.parametrize("command", ["clean", "explain", "run"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[clean]\nreapir = true\n", "unknown key 'reapir'; did you mean 'repair'?"),
        ("[claen]\n", "unknown table [claen]; did you mean 'clean'?"),
        ("[clean\n", "qingwen.toml: "),
        ('[clean]\nrule_packs = ["no-such-pack.toml"]\n', "no-such-pack.toml"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_one_line(tmp_path: Path, command: str, content: str, message: str) -> None:
    (tmp_path / "qingwen.toml").write_text(content, encoding="utf-8")
    result = qingwen(command, SAMPLE, cwd=tmp_path)
    assert result.returncode == 2
    assert message in one_line(result)
    assert not result.stdout


def test_explain_shows_each_removal_with_its_rule(tmp_path: Path) -> None:
    shown = qingwen("explain", SAMPLE)
    assert shown.returncode == 0
    assert "published: 2016-10-21" in shown.stdout.decode("utf-8")
    page = tmp_path / "explained.html"
    assert qingwen("explain", SAMPLE, "--html", page).returncode == 0
    assert "<del>" in page.read_text(encoding="utf-8")


def test_explain_escapes_what_comes_from_the_document(tmp_path: Path) -> None:
    source = tmp_path / "<b>.txt"
    source.write_text("文中写着$name和<script>alert(1)</script>，这是一个例子。\n\n  后面还有一段话。\n", encoding="utf-8")
    page = tmp_path / "explained.html"
    assert qingwen("explain", source, "--html", page).returncode == 0
    written = page.read_text(encoding="utf-8")
    assert "<script>" not in written
    assert "<b>" not in written
    assert "$name" in written


def test_explain_says_where_it_cannot_write() -> None:
    result = qingwen("explain", SAMPLE, "--html", "/nowhere/explained.html")
    assert result.returncode == 1
    assert "choose another place with --html" in one_line(result)


def test_schema_is_the_committed_one() -> None:
    committed = json.loads((ROOT / "schema" / "record.schema.json").read_text(encoding="utf-8"))
    assert json.loads(qingwen("schema").stdout) == committed


def test_doctor_finds_nothing_missing() -> None:
    result = qingwen("doctor")
    assert result.returncode == 0, result.stdout.decode()
    assert b"html" in result.stdout


def test_rules_are_listed_and_hold() -> None:
    assert len(qingwen("rules", "list").stdout.splitlines()) > 50
    result = qingwen("rules", "check")
    assert result.returncode == 0, result.stderr.decode()


def test_templates_are_learned_and_used(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "templates.toml"
    raw.mkdir()
    for number, name in enumerate("竹木水火土"):
        story = f"{name}匠住在村口第{number}户,一年四季都在院里忙着,门前的路是他自己一块一块铺出来的。"
        (raw / f"{number}.txt").write_text(
            f"今日{number}篇\n课表 作业 讲义\n{story}\n{story[::-1]}\n答疑在三楼", encoding="utf-8"
        )
    result = qingwen("rules", "learn", raw, "--out", out, "--propose", tmp_path / "proposed.toml")
    assert result.returncode == 0, result.stderr.decode()
    assert qingwen("rules", "check", tmp_path / "proposed.toml").returncode == 0
    (tmp_path / "qingwen.toml").write_text(f'[clean]\ntemplates = "{out}"\n', encoding="utf-8")
    text = qingwen("clean", raw / "0.txt", "--text", cwd=tmp_path).stdout.decode("utf-8")
    assert text.startswith("竹匠住在村口")
    assert "三楼" not in text


def test_missing_templates_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "qingwen.toml").write_text('[clean]\ntemplates = "none.toml"\n', encoding="utf-8")
    result = qingwen("clean", SAMPLE, cwd=tmp_path)
    assert result.returncode == 2
    assert "qingwen rules learn" in one_line(result)


def test_a_rule_that_misses_its_example_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[pack]\ncategory = "own"\n\n[[rule]]\nid = "own.slogan"\naction = "drop_line"\nwhere = "any"\npattern = "山水之间"\n'
        'risk = "low"\nexamples = ["山水之间", "田野之间"]\ncounter_examples = ["山水之间有人家", "在山水之间"]\n',
        encoding="utf-8",
    )
    result = qingwen("rules", "check", tmp_path / "own.toml")
    assert result.returncode == 1
    message = result.stderr.decode("utf-8")
    assert "own.slogan" in message
    assert "田野之间" in message


@pytest.mark.parametrize("command", ["run", "serve", "clean", "explain", "restore", "report", "export", "schema", "doctor"])
def test_every_command_has_an_example_in_its_help(command: str) -> None:
    assert b"Example: qingwen" in qingwen(command, "--help").stdout


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path: Path) -> None:
    result = qingwen("run", ROOT / "raw", tmp_path / "clean", "--dry-run", "--exclude", "essays/", "--sample", "5", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = result.stdout.decode("utf-8").splitlines()
    assert [line.split(maxsplit=1)[1] for line in lines[:3]] == [
        "ignored: excluded",
        "ignored: not in the sample",
        "ignored: part of a saved page",
    ]
    assert lines[3].startswith("dry run: 5 files")
    assert not list(tmp_path.iterdir())


def test_config_show_says_where_each_setting_comes_from(tmp_path: Path) -> None:
    (tmp_path / "qingwen.toml").write_text("[run]\nworkers = 3\n", encoding="utf-8")
    lines = qingwen("config", "show", cwd=tmp_path).stdout.decode("utf-8").splitlines()
    assert [line.split(" # ")[1] for line in lines if line.startswith("workers = 3")] == ["qingwen.toml [run]"]
    assert [line.split(" # ")[1] for line in lines if line.startswith("script = ")] == ["default"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("restore", "0" * 32), 1, "no document of this id"),
        (("report", "nowhere"), 1, "holds no finished collection"),
        (("export", "nowhere", "--to", "text"), 1, "no documents are there"),
        (("export", "nowhere", "--to", "parket"), 2, "no such layout; did you mean 'parquet'?"),
        (("serve", "--every", "soon"), 2, "write a length of time such as 30s"),
        (("serve", "nowhere"), 1, "nowhere: there is no such file or folder"),
        (("run", "--dry-run", "nowhere"), 1, "nowhere: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    result = qingwen(*arguments, cwd=tmp_path)
    assert result.returncode == code
    assert message in one_line(result)


def test_clean_imports_no_prefect() -> None:
    code = (
        "import sys; sys.argv = ['qingwen', 'clean', sys.argv[1], '--text']\n"
        "from cleaners.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert 'prefect' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code, str(SAMPLE)], capture_output=True, timeout=60).returncode == 0
