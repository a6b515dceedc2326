"""``minben account``: accounts for people whose identity has been established, and the posts that they hold.

Nobody signs up by themselves: an operator opens the account and says which resident or enterprise it is, or which post
it holds. The identifier is looked up among those that registers know and is written nowhere else.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - Typer reads the annotation
from typing import TYPE_CHECKING, Annotated

import typer
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation
from rich.console import Console

from minben.blueprint.model import SubjectKind
from minben.environment import tell, terminal_language
from minben.ledger import Actor, ActorKind, Reach, acting
from minben.people import (
    NameTakenError,
    Officer as HeldPost,
    account_of,
    appoint,
    create_account,
    end_appointment,
    link,
    standing_of,
)
from minben.registers import find_subject
from minben.services import in_force

if TYPE_CHECKING:
    from uuid import UUID

    from minben.blueprint import Blueprint
    from minben.people import Account

OPERATOR = Actor(kind=ActorKind.SYSTEM, id="account")
Username = Annotated[str, typer.Argument(help="The name by which somebody signs in.")]
Post = Annotated[str | None, typer.Option(help="The post that the account holds, as AGENCY/POST.")]
app = typer.Typer(no_args_is_help=True)
screen = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)


def refuse(zh: str, en: str) -> typer.Exit:
    """Say what is wrong and end with status 1."""
    tell(screen, zh, en, style="red")
    return typer.Exit(1)


@app.command("add")
def add(
    username: Username,
    name: Annotated[str, typer.Option(prompt=True, help="The name that the pages show.")],
    post: Post = None,
    resident: Annotated[
        str | None, typer.Option(help="The identifier of the resident that the account is.")
    ] = None,
    enterprise: Annotated[
        str | None, typer.Option(help="The code of the enterprise that the account is.")
    ] = None,
) -> None:
    """Open an account for somebody whose identity has been established, with what it stands for."""
    blueprint = in_force()
    check_post(blueprint, post)
    password = asked_password()
    said = {SubjectKind.RESIDENT: resident, SubjectKind.ENTERPRISE: enterprise}
    subjects = [(known(kind, identifier), kind) for kind, identifier in said.items() if identifier]
    with acting(Reach(system=True)):
        try:
            account = create_account(username, name, actor=OPERATOR, password=password)
        except NameTakenError as taken:
            raise refuse(f"用户名 {username} 已有人使用，请另选一个。", str(taken)) from taken
        for subject, kind in subjects:
            link(account, subject, kind, actor=OPERATOR)
        if post is not None:
            appoint(account, post, actor=OPERATOR)


@app.command("appoint")
def appoint_to(username: Username, post: Annotated[str, typer.Argument(help="AGENCY/POST")]) -> None:
    """Let an account hold a post from today."""
    check_post(in_force(), post)
    appoint(existing(username), post, actor=OPERATOR)


@app.command("relieve")
def relieve(
    username: Username,
    post: Annotated[str, typer.Argument(help="AGENCY/POST")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day in the post.")],
) -> None:
    """End an appointment with its last day."""
    standing = standing_of(existing(username), in_force(), on.date())
    held = [each for each in standing.capacities if isinstance(each, HeldPost) and each.post.id == post]
    if not held:
        raise refuse(
            f"账户 {username} 在 {on:%Y-%m-%d} 不在岗位 {post}。",
            f"{username} does not hold {post} on {on:%Y-%m-%d}.",
        )
    for each in held:
        end_appointment(each.appointment, on.date(), actor=OPERATOR)


def existing(username: str) -> Account:
    """The account of this name."""
    account = account_of(username)
    if account is None:
        raise refuse(f"没有用户名为 {username} 的账户。", f"There is no account {username}.")
    return account


def known(kind: SubjectKind, identifier: str) -> UUID:
    """The subject that registers know by this identifier; what was typed is not repeated."""
    with acting(Reach(system=True)):
        subject = find_subject(kind, identifier)
    if subject is None:
        raise refuse(
            "基础库中没有这一代码的主体，请先载入其记录。",
            "No register knows this identifier; load its record first.",
        )
    return subject


def check_post(blueprint: Blueprint, post: str | None) -> None:
    """Refuse a post that the blueprint does not have, and name those that it has."""
    if post is not None and post not in blueprint.posts:
        names = ", ".join(sorted(blueprint.posts))
        raise refuse(
            f"蓝图中没有岗位 {post}；有：{names}", f"The blueprint has no post {post}; it has: {names}"
        )


def asked_password() -> str:
    """Ask for a new password twice, unseen: a command line is not. Refuse one that is easily guessed."""
    words = "密码" if terminal_language() == "zh" else "Password"
    password: str = typer.prompt(words, hide_input=True, confirmation_prompt=True)
    with translation.override("zh-hans" if terminal_language() == "zh" else "en"):
        try:
            validate_password(password)
        except ValidationError as weak:
            raise refuse(" ".join(weak.messages), " ".join(weak.messages)) from weak
    return password
