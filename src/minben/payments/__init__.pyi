from .beginning import available as available, begin as begin, payment_of as payment_of
from .following import follow_outcomes as follow_outcomes, look_after as look_after
from .models import Payment as Payment
from .notices import BadNotice as BadNotice, notified as notified
from .operating import (
    PaymentRow as PaymentRow,
    ask_gateway as ask_gateway,
    give_back as give_back,
    payments as payments,
)
from .states import PaymentState as PaymentState
