from .about import About as About
from .afterwards import tell_afterwards as tell_afterwards
from .answers import Option as Option, Question as Question
from .applications import Attendance as Attendance, Channel as Channel
from .asides import aside_title as aside_title, aside_verdicts as aside_verdicts
from .attending import (
    AT_THE_COUNTER as AT_THE_COUNTER,
    Consent as Consent,
    attend as attend,
    attendance as attendance,
    attendances as attendances,
    end_attendance as end_attendance,
    filling as filling,
    help_with as help_with,
    received_by as received_by,
    share_draft as share_draft,
    unshare_draft as unshare_draft,
)
from .bundles import (
    go_on_bundles as go_on_bundles,
    submit_bundle as submit_bundle,
    submit_bundle_draft as submit_bundle_draft,
    withdraw_bundle as withdraw_bundle,
)
from .bundles_around import AroundBundle as AroundBundle, bundle_of as bundle_of, bundles_of as bundles_of
from .bundles_seen import (
    BundleView as BundleView,
    PartView as PartView,
    bundle_view as bundle_view,
    my_bundles as my_bundles,
)
from .bundling import Composed as Composed, compose as compose, prepare_bundle as prepare_bundle
from .carding import BoardLine as BoardLine, cards as cards, give_warnings as give_warnings
from .charging import CannotCharge as CannotCharge
from .corrections import (
    Correctable as Correctable,
    ask_correction as ask_correction,
    correctable as correctable,
    decide_correction as decide_correction,
    withdraw_correction as withdraw_correction,
)
from .corrections_seen import (
    SeenCorrection as SeenCorrection,
    correction as correction,
    correction_tasks as correction_tasks,
    corrections_touching as corrections_touching,
    my_corrections as my_corrections,
)
from .deadlines import pass_deadlines as pass_deadlines
from .deciding import (
    appeal as appeal,
    ask_extension as ask_extension,
    ask_for_human as ask_for_human,
    decide as decide,
    supplement as supplement,
    withdraw as withdraw,
)
from .dossier import Bound as Bound, Entry as Entry, case_dossier as case_dossier
from .drafts import (
    Filling as Filling,
    KeptDraft as KeptDraft,
    SetAside as SetAside,
    begin_draft as begin_draft,
    discard_draft as discard_draft,
    draft_of as draft_of,
    drafts_of as drafts_of,
    erase_expired_drafts as erase_expired_drafts,
    save_answers as save_answers,
    submit_draft as submit_draft,
)
from .facts import Fetched as Fetched
from .fees import (
    ChargeState as ChargeState,
    ChargeView as ChargeView,
    charge as charge,
    charge_of as charge_of,
    paid as paid,
    refund_due as refund_due,
    tell_refund as tell_refund,
)
from .files import (
    CaseFile as CaseFile,
    StepView as StepView,
    Viewer as Viewer,
    case_file as case_file,
    case_file_again as case_file_again,
    questions_again as questions_again,
)
from .handing import (
    Brought as Brought,
    GivenMaterial as GivenMaterial,
    bring as bring,
    erase_loose as erase_loose,
    files_in_draft as files_in_draft,
    files_of as files_of,
    hand_in as hand_in,
    hand_in_apart as hand_in_apart,
    kept_file as kept_file,
    largest as largest,
    materials_of as materials_of,
    read_draft_file as read_draft_file,
    read_file as read_file,
    take_back as take_back,
)
from .intake import (
    Draft as Draft,
    import_case as import_case,
    prepare as prepare,
    submit as submit,
    validate as validate,
)
from .kinds import CONCLUDE as CONCLUDE
from .lists import (
    CaseRow as CaseRow,
    Counts as Counts,
    Day as Day,
    Page as Page,
    TaskRow as TaskRow,
    case_list as case_list,
    counts as counts,
    escalated as escalated,
    my_cases as my_cases,
    task_counts as task_counts,
    tasks as tasks,
)
from .materials import (
    MOST_FILES as MOST_FILES,
    NOT_THERE as NOT_THERE,
    OnFile as OnFile,
    Wanted as Wanted,
    ways_of as ways_of,
)
from .models import Case as Case, Notice as Notice, Step as Step
from .models_bundles import Bundle as Bundle
from .models_correcting import Correction as Correction
from .openwork import Found as Found, OpenWork as OpenWork, open_work as open_work
from .papers import case_of_code as case_of_code
from .parties import Officer as Officer, Person as Person
from .played import (
    BadGiven as BadGiven,
    Given as Given,
    Played as Played,
    Written as Written,
    given_materials as given_materials,
)
from .played_bundles import PlayedBundle as PlayedBundle, PlayedPart as PlayedPart
from .problems import (
    AlreadyDone as AlreadyDone,
    AnswerProblems as AnswerProblems,
    CannotBegin as CannotBegin,
    CannotGive as CannotGive,
    CaseProblem as CaseProblem,
    DraftGone as DraftGone,
    KeptApart as KeptApart,
    NobodyKnown as NobodyKnown,
    NoSuchCode as NoSuchCode,
    NotFound as NotFound,
    NotNow as NotNow,
    NotReceivedHere as NotReceivedHere,
    NotYoursToSend as NotYoursToSend,
    NotYourTask as NotYourTask,
    OutOfScope as OutOfScope,
    ReasonsMissing as ReasonsMissing,
    RuleMayNotRefuse as RuleMayNotRefuse,
    UnknownVerdict as UnknownVerdict,
    WrongSubject as WrongSubject,
)
from .procedure import (
    DeadEndError as DeadEndError,
    Procedure as Procedure,
    Standing as Standing,
    favourable as favourable,
    steps_behind as steps_behind,
)
from .questions import (
    AnsweredAlready as AnsweredAlready,
    NoWords as NoWords,
    QuestionView as QuestionView,
    Unanswered as Unanswered,
    answer_agency as answer_agency,
    answer_applicant as answer_applicant,
    ask_agency as ask_agency,
    ask_applicant as ask_applicant,
    questions_of as questions_of,
    to_answer as to_answer,
    unanswered_by_applicant as unanswered_by_applicant,
    unanswered_by_officers as unanswered_by_officers,
)
from .ratings import (
    BadRating as BadRating,
    Level as Level,
    MayRate as MayRate,
    RatedAlready as RatedAlready,
    RatingView as RatingView,
    Satisfaction as Satisfaction,
    bad_ratings as bad_ratings,
    call_back as call_back,
    may_rate as may_rate,
    rate as rate,
    ratings_of as ratings_of,
    rectify as rectify,
    satisfaction as satisfaction,
)
from .relatives import Relative as Relative
from .said import Told as Told, told as told
from .states import (
    APPEAL as APPEAL,
    HUMAN as HUMAN,
    REOPENED as REOPENED,
    UPHELD as UPHELD,
    By as By,
    CaseState as CaseState,
    Colour as Colour,
    PartState as PartState,
    StepState as StepState,
)
from .tallies import lay_tallies_together as lay_tallies_together
from .terms import terms_of as terms_of
from .waking import wake_on_records as wake_on_records
