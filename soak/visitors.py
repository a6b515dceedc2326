"""People at work on the pages while the node is being killed, who write down whatever was acknowledged.

An answer that does not come is no answer: they do what people do and send the same page again. What the node answered
they take for done, and the reckoning holds it to that.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from .browser import AwayError, Browser, Form, Page, Paper
from .memory import Deed, Deeds, What
from .settling import PASSWORD
from .workload import spared

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from .settling import Role

AGAIN_AFTER = 0.3
TOO_MANY, DONE_ALREADY, OK = 429, 409, 200
WAIT_AFTER_TOO_MANY = 5.0
BREATH = 3.0
"""Seconds between two things that a person does."""
CASE = re.compile("/my/cases/([^/]+)")
PATIENCE = 240.0
"""How long a person goes on with a page that does not come, after they were told to stop."""
SAMPLES = {
    "premises": "广安区建安中路128号",
    "manager": "李建国",
    "findings": "布局合理，设施齐全。",
    "found_later": "与承诺一致。",
    "found_again": "已经整改。",
    "lawyer": "李律师",
    "school_distance": "500",
    "shop_distance": "500",
    "right_by-day": "31",
    "right_by-month": "12",
    "right_by-year": "2099",
}
"""What is written where something is asked for, by the name of the field."""
REASONS = "经核对，不符合条件。"
PLAN = Paper(
    "平面图.pdf",
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
)


@dataclass(frozen=True, slots=True)
class Application:
    """An application of which the page has shown the number."""

    role: Role
    key: str
    number: str


@dataclass
class Notes:
    """What all of them have written down, together."""

    sent: dict[str, UUID] = field(default_factory=dict)
    """The key of each application that was sent, answered or not, and its subject."""
    applications: list[Application] = field(default_factory=list)
    deeds: Deeds = field(default_factory=Deeds)
    """The verdicts that were sent; one is done when the answer leads back to the list of tasks."""
    views: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    """How often which officer (by appointment) was shown which case."""
    away: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    """Answers that nobody should get."""


class LateError(Exception):
    """There is no time left, or the node has not answered for too long."""


class Visitor(threading.Thread):
    """One person with one account, on a thread of their own."""

    def __init__(self, role: Role, port: int, notes: Notes, seed: str, told: threading.Event) -> None:
        super().__init__(name=role.username)
        self.role = role
        self.notes = notes
        self.random = Random(f"{seed} {role.username}")  # noqa: S311 - whims, not secrets
        self.browser = Browser(port)
        self._port = port
        self._told = told

    def run(self) -> None:
        """Sign in, then work until told to stop; what was begun is brought to its end."""
        try:
            self.sign_in()
            while not self._told.wait(BREATH):
                self.work()
        except LateError:
            self.notes.complaints.append(f"{self.role.username}: no answer for {PATIENCE:.0f} s")
        except Exception as error:
            self.notes.complaints.append(f"{self.role.username}: {type(error).__name__}: {error}")

    def work(self) -> None:
        """Do one thing from beginning to end."""
        raise NotImplementedError

    def sign_in(self) -> None:
        """Type user name and password."""
        page = self.insist(lambda: self.browser.get("/accounts/login/"))
        form = next(form for form in page.forms if "password" in form.texts)
        values = {**form.values, "login": self.role.username, "password": PASSWORD}
        page = self.insist(lambda: self.browser.post("/accounts/login/", values))
        if not page.location:
            self.complain("could not sign in", page)

    def insist(self, ask: Callable[[], Page]) -> Page:
        """Ask until there is an answer."""
        waited = 0.0
        while True:
            try:
                page = ask()
            except AwayError as away:
                self.notes.away[str(away)] += 1
                pause = AGAIN_AFTER
            else:
                if page.status != TOO_MANY:
                    return page
                pause = WAIT_AFTER_TOO_MANY
            waited += pause
            if waited > PATIENCE:
                raise LateError
            threading.Event().wait(pause)

    def fill(self, form: Form) -> dict[str, str]:
        """Choose among what is offered, and write what is asked for."""
        chosen = {name: self.random.choice(values) for name, values in form.choices.items()}
        written = {name: SAMPLES.get(name, "") for name in form.texts}
        return {**form.values, **written, **form.boxes, **chosen}

    def complain(self, what: str, page: Page) -> None:
        """Write down an answer that nobody should get."""
        self.notes.complaints.append(
            f"{self.role.username}: {what}: {page.status} {page.path} {page.location}"
        )


class Applicant(Visitor):
    """Applies for one service again and again."""

    def work(self) -> None:
        """From the first page to the number of the case."""
        key, begin = "", f"/services/{self.role.service}/apply"
        page = self.insist(lambda: self.browser.get(begin))
        while not page.path.endswith("/received"):
            form = self._choose(page.own_forms)
            if page.status != OK or form is None:
                self.complain("there was no page to send", page)
                return
            if page.path.endswith("/check"):
                key = form.values["key"]
                self._note_sent(key)
            sent = self._send(page, form)
            if not sent.location:
                self.complain("an answer was not taken", sent)
                return
            if sent.location == begin:
                self.complain("an application that was begun was lost", sent)
                return
            page = self.insist(lambda path=sent.location: self.browser.get(path))  # type: ignore[misc]
        self._note_received(page, key)

    def _choose(self, forms: list[Form]) -> Form | None:
        """What the page is there for; of the ways to give a material any, and then on."""
        ways = {form.values["do"]: form for form in forms if "do" in form.values}
        if "go-on" in ways:
            return ways["go-on"]
        return self.random.choice([*ways.values()]) if ways else next(iter(forms), None)

    def _send(self, page: Page, form: Form) -> Page:
        values, papers = self.fill(form), dict.fromkeys(form.files, PLAN)
        return self.insist(lambda: self.browser.post(page.path, values, papers))

    def _note_sent(self, key: str) -> None:
        if self.role.subject is not None:
            self.notes.sent[key] = self.role.subject

    def _note_received(self, page: Page, key: str) -> None:
        number = next((found[1] for link in page.links if (found := CASE.match(link))), "")
        if not number:
            self.complain("the confirmation names no case", page)
            return
        self.notes.applications.append(Application(self.role, key, number))


def _number(path: str) -> str:
    return path.rpartition("/")[2]


def _task(page: Page) -> Form | None:
    """The form of a case's page in which a verdict is given; None where there is nothing for this officer to do."""
    return next(
        (form for form in page.own_forms if "verdict" in form.choices and "step" in form.values), None
    )


class Officer(Visitor):
    """Takes tasks from the list of a post and decides them, except in cases that are to be left alone."""

    _place = "/work/"

    def work(self) -> None:
        """One task, if there is one on the page of the list that they look at; the next time it is the next page."""
        tasks = self.insist(lambda: self.browser.get(self._place))
        cases = [
            link for link in tasks.links if link.startswith("/work/cases/") and not spared(_number(link))
        ]
        if tasks.status != OK:
            self.complain("the list of tasks did not come", tasks)
        further = [link for link in tasks.links if "after=" in link]
        self._place = urljoin("/work/", further[0]) if further else "/work/"
        if not cases:
            self._told.wait(1)
            return
        path = self.random.choice(cases)
        page = self.insist(lambda: self.browser.get(path))
        if page.status != OK or self.role.appointment is None:
            self.complain("the case did not come", page)
            return
        number = _number(path)
        self.notes.views[self.role.appointment, number] += 1
        form = _task(page)
        if form is not None:
            self._decide(path, number, form, self._verdict(form))

    def grant(self, number: str) -> None:
        """Open one case, and give the favourable verdict where it is this officer's turn."""
        path = f"/work/cases/{number}"
        form = _task(self.insist(lambda: self.browser.get(path)))
        if form is not None:
            self._decide(path, number, form, form.choices["verdict"][0])

    def _decide(self, path: str, number: str, form: Form, verdict: str) -> None:
        unfavourable = verdict != form.choices["verdict"][0]
        values = {**self.fill(form), "verdict": verdict, "reasons": REASONS if unfavourable else ""}
        deed = Deed(What.VERDICT, form.values["step"], verdict, str(self.role.appointment))

        def send() -> Page:
            self.notes.deeds.asked[deed] += 1
            return self.browser.post(path, values)

        answer = self.insist(send)
        if answer.location:
            self.notes.deeds.done[deed] += 1
        else:
            self.notes.deeds.refused[deed] += 1
            if answer.status != DONE_ALREADY:
                self.complain(f"the verdict {verdict} was not taken in {number}", answer)

    @staticmethod
    def _verdict(form: Form) -> str:
        """Mostly the favourable one; colleagues who must agree see the same place and so come to the same."""
        verdicts = form.choices["verdict"]
        seen = Random(form.values["step"])  # noqa: S311 - whims, not secrets
        return verdicts[0] if len(verdicts) == 1 or seen.random() < 0.8 else seen.choice(verdicts[1:])


class Visitors:
    """All of them."""

    def __init__(self, roles: Sequence[Role], port: int, seed: str, officers: int) -> None:
        self.notes = Notes()
        self._told = threading.Event()
        applying = [role for role in roles if role.appointment is None]
        deciding = [role for role in roles if role.appointment is not None]
        # A page costs many times what an event costs, so most officers are at desks without pages.
        at_pages = Random(f"{seed} pages").sample(deciding, min(officers, len(deciding)))  # noqa: S311 - whims
        self._threads: list[Visitor] = [
            *(Applicant(role, port, self.notes, seed, self._told) for role in applying),
            *(Officer(role, port, self.notes, seed, self._told) for role in at_pages),
        ]

    def start(self) -> None:
        """Let them come: first those who apply."""
        for thread in self._threads:
            if isinstance(thread, Applicant):
                thread.start()

    def start_officers(self) -> None:
        """Let those come who decide."""
        for thread in self._threads:
            if isinstance(thread, Officer):
                thread.start()

    def stop(self) -> Notes:
        """Let each finish what they have begun, and go; then read what they wrote down."""
        self._told.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        return self.notes
