"""The program ``minben``: one command for each thing an operator, an author or an auditor does.

Each room brings its own commands; this module only gathers them.
"""

from __future__ import annotations

import os
import sys

import typer

from minben.rules.commands import app as rules

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minben.settings")
_RULES = "Decide, check, convert, explain, test and screen by rules in files."


def build() -> typer.Typer:
    """Set Django up and gather the rooms' commands; the rooms' models cannot be imported before."""
    import django

    django.setup()
    from minben.api.commands import app as client
    from minben.blueprint.commands import app as blueprint
    from minben.cases.commands import app as cases
    from minben.designer.commands import app as designer
    from minben.documents.commands import app as documents
    from minben.ledger.commands import app as ledger
    from minben.licences.commands import app as licence
    from minben.messages.commands import app as messages
    from minben.node import commands as node
    from minben.node.accounts import app as account
    from minben.node.files import app as files
    from minben.node.mandates import app as mandate
    from minben.payments.commands import app as payments
    from minben.registers.commands import app as registers, generate

    app = typer.Typer(no_args_is_help=True, help="Minben runs the digital government of a jurisdiction.")
    node.add_to(app, blueprint)
    app.add_typer(blueprint, name="blueprint", help="Check, compare and apply a blueprint.")
    app.add_typer(designer, name="service", help="List, try, test and draw the services of a blueprint.")
    app.add_typer(
        node.with_database(documents, but=frozenset({"check"})),
        name="documents",
        help="Seal the files of cases for archives; take out their event log.",
    )
    app.add_typer(node.with_database(ledger), name="ledger", help="Verify, prove and seal what was done.")
    app.add_typer(
        node.with_database(licence),
        name="licence",
        help="List and count licences; keys of those who issue them.",
    )
    app.add_typer(node.with_database(registers), name="registers", help="Load, show and erase records.")
    app.add_typer(node.with_database(cases), name="cases", help="Take open cases over into a new version.")
    app.add_typer(node.with_database(account), name="account", help="Open accounts, appoint to posts.")
    app.add_typer(node.with_database(client), name="client", help="Let machines send in cases.")
    app.add_typer(node.with_database(mandate), name="mandate", help="Let somebody act for another.")
    app.add_typer(
        node.with_database(files), name="files", help="Verify and sweep files that people handed in."
    )
    app.add_typer(node.with_database(messages), name="message", help="Messages that wait or have failed.")
    app.add_typer(node.with_database(payments), name="payment", help="Payments that are not done.")
    app.add_typer(rules, name="rules", help=_RULES)
    app.command()(generate)
    return app


def rules_only() -> typer.Typer:
    """The commands of the rules alone: they need no database and should not wait for Django."""
    app = typer.Typer(help="Minben runs the digital government of a jurisdiction.")
    app.add_typer(rules, name="rules", help=_RULES)
    return app


def main() -> None:
    """Run the command that was typed; what its user can mend is said in a sentence."""
    if sys.argv[1:2] == ["rules"]:
        rules_only()()
    app = build()
    from minben.node.commands import said_plainly

    with said_plainly():
        app()


if __name__ == "__main__":
    main()
