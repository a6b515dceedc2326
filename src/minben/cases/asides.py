"""What the steps beside a procedure are called, and what may come of them: no service defines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minben.blueprint.model import Verdict

from .states import ALLOWED, APPEAL, NOT_ALLOWED, REOPENED, UPHELD, is_extension

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minben.blueprint.model import Service

    Text = Mapping[str, str]

HUMAN_TITLE: Text = {"zh": "人工复核", "en": "A human looks again"}
APPEAL_TITLE: Text = {"zh": "申诉", "en": "Appeal"}
_EXTENSION: Text = {"zh": "延长期限：{step}", "en": "Extension: {step}"}
LOOKED_AGAIN = (
    Verdict(REOPENED, {"zh": "重新办理", "en": "Decide again"}),
    Verdict(UPHELD, {"zh": "维持原结果", "en": "The result stands"}),
)
ON_EXTENSION = (
    Verdict(ALLOWED, {"zh": "同意延长", "en": "Allowed"}),
    Verdict(NOT_ALLOWED, {"zh": "不同意延长", "en": "Not allowed"}),
)


def aside_title(service: Service, step: str) -> Text:
    """What a step beside the procedure is called."""
    if not is_extension(step):
        return APPEAL_TITLE if step == APPEAL else HUMAN_TITLE
    extended = service.steps.get(step.partition(".")[0])
    titles: Text = extended.title if extended else {}
    return {
        lang: _EXTENSION.get(lang, _EXTENSION["en"]).format(step=titles.get(lang, step))
        for lang in {**_EXTENSION, **titles}
    }


def aside_verdicts(step: str) -> tuple[Verdict, ...]:
    """What may come of a step beside the procedure."""
    return ON_EXTENSION if is_extension(step) else LOOKED_AGAIN
