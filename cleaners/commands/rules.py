"""Commands about rules: list, explain, check and learn them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cleaners.characters.printable import printable
from cleaners.commands.common import ConfigOption, SetOption, fail, progress_bar, settings_of, told

if TYPE_CHECKING:
    from cleaners.options import CleanOptions

app = typer.Typer(no_args_is_help=True, help="The rules that take something out or change it.", rich_markup_mode=None)


@app.command("list", epilog="Example: qingwen rules list | grep footer")
def list_rules(
    packs_only: Annotated[bool, typer.Option("--packs", help="Only the rules of packs.")] = False,
    config: ConfigOption = None,
    set_: SetOption = None,
) -> None:
    """List every rule that may stand in a ledger: what it takes, its category, the option that switches it, whether it runs."""
    from cleaners.boilerplate.engine.load import load_rules
    from cleaners.rules.catalogue import catalogue, in_code

    options = settings_of(config, set_).clean
    running = {rule.id for rule in load_rules(options).rules}
    for rule in catalogue(options.rule_packs).values():
        of_code = rule.id in in_code()
        if packs_only and of_code:
            continue
        runs = not options.is_off(rule.id) and (of_code or rule.id in running) and _is_on(rule.switch, options)
        print(f"{rule.id:26} {rule.category:16} {'on' if runs else 'off':4} {rule.switch or '-':16} {rule.takes}")


def _is_on(switch: str, options: CleanOptions) -> bool:
    value = getattr(options, switch) if switch else True
    return value not in (False, "", "keep")


@app.command("explain", epilog="Example: qingwen rules explain annotation.pinyin")
def explain_rule(
    name: Annotated[str, typer.Argument(help="Id of the rule, as it stands in records and reports.")],
    config: ConfigOption = None,
    set_: SetOption = None,
) -> None:
    """Say what a rule takes, why, where it stands and how to switch it off."""
    from cleaners.errors import OptionsError
    from cleaners.rules.catalogue import catalogue, check_names

    packs = settings_of(config, set_).clean.rule_packs
    rule = catalogue(packs).get(name)
    if rule is None:
        try:
            check_names([name], packs)
        except OptionsError as error:
            fail(str(error).removeprefix("rules_off: "), 2)
        fail(f"{name} is a family of rules; one of them: {next(rule for rule in catalogue(packs) if rule.startswith(name))}", 2)
    print(f"{rule.id}\n{rule.takes or '(its pack says nothing more: add a comment)'}\n")
    print(f"category   {rule.category}")
    print(f"stands in  {rule.owner}{f' (risk: {rule.risk})' if rule.risk else ''}")
    if rule.switch:
        print(f'switch     {rule.switch} under [clean]; the rule alone: rules_off = ["{rule.id}"]')
    for before, after in rule.examples[:2]:
        print(f"example    {before!r} -> {after!r}")


@app.command("learn", epilog="Example: qingwen rules learn raw --out templates.toml --propose proposed.toml")
def rules_learn(
    raw: Annotated[str, typer.Argument(help="Folder or URL of raw documents of the sites.")],
    out: Annotated[Path, typer.Option(help="The file of templates; what it held before is compared.")] = Path("templates.toml"),
    propose: Annotated[Path | None, typer.Option(help="Also write a pack of rules made of them, to read and accept.")] = None,
    workers: Annotated[int, typer.Option(help="Worker processes; 0: one for each core.", min=0)] = 0,
    sample: Annotated[int, typer.Option(help="Read at most so many files.", min=1)] = 50_000,
    config: ConfigOption = None,
    set_: SetOption = None,
) -> None:
    """Learn which lines a site repeats on its documents."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cleaners.boilerplate.site.propose_rules import propose as proposals
    from cleaners.errors import TemplateError
    from cleaners.learning import known_templates, learn_folder, write_proposals, write_templates
    from cleaners.options import Context

    options = settings_of(config, set_).clean
    try:
        with told(raw), progress_bar("Reading") as bar:
            before = known_templates(out)
            sites = learn_folder(
                raw, context=Context(options=options), before=before, workers=workers, sample=sample, progress=bar
            )
    except TemplateError as error:
        fail(str(error))
    if not sites:
        fail(f"{raw}: no site with four documents or more repeats a line; {out} stays as it is")
    with told(out):
        write_templates(out, sites, raw)
        if propose:
            write_proposals(propose, proposals(sites))
    table = Table("site", "documents", "lines", "share taken", "held")
    for site in sites:
        name = Text(printable(site.host or site.name))  # no markup: the name is a stranger's
        table.add_row(name, f"{site.documents:,}", str(len(site.lines)), f"{site.share:.1%}", Text(printable(site.held)))
    Console().print(table)
    print(f'Written to {out}; use it with templates = "{out}" in the [clean] table of qingwen.toml')


@app.command("judge", epilog="Example: qingwen rules judge clean-labels.jsonl --out my-rules/kept.toml")
def rules_judge(
    labels: Annotated[Path, typer.Argument(help="File of labels, as `qingwen view` writes it.")],
    out: Annotated[Path | None, typer.Option(help="Write a pack that keeps what was taken wrongly.")] = None,
) -> None:
    """How often each rule is right, by what readers said; what was wrong stays in the next run."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from cleaners.view.labels import kept_pack, precision, read_labels

    with told(labels):
        found = read_labels(labels)
    if not found:
        fail(f"{labels}: there is no label; `qingwen view` asks for them under Review")
    table = Table("rule", "right", "wrong", "unsure", "precision", "95 %")
    for row in precision(found):
        low, high = row.interval
        share = f"{row.share:.1%}" if row.right + row.wrong else ""
        table.add_row(
            Text(printable(row.rule)), str(row.right), str(row.wrong), str(row.unsure), share, f"{low:.1%} - {high:.1%}"
        )
    Console().print(table)
    if out:
        pack = kept_pack(found)
        if not pack:
            fail("nothing was found wrong; there is no line to keep")
        with told(out):
            out.write_text(pack, encoding="utf-8")
        print(f'Written to {out}; use it with rule_packs = ["{out}"] in the [clean] table of qingwen.toml')


@app.command("check", epilog="Example: qingwen rules check")
def rules_check(
    packs: Annotated[list[Path] | None, typer.Argument(help="Packs of your own; without, the built-in ones.")] = None,
) -> None:
    """Run every example and counter-example of every rule."""
    from cleaners.boilerplate.engine.rule_check import check_packs
    from cleaners.rules.packs import built_in, read_packs, user_packs

    paths = [str(pack) for pack in packs or ()]
    problems = check_packs(paths)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        fail(f"{len(problems)} problem{'s'[: len(problems) > 1]}: see above")
    rules = built_in() + read_packs(user_packs(paths), taken={})
    tests = sum(len(rule.examples) + len(rule.counter_examples) for rule in rules)
    print(f"{len(rules)} rules hold, with all their {tests} examples and counter-examples")
