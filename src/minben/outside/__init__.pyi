from .queue import later as later, take_up_stalled as take_up_stalled, work as work
from .signing import BadSignature as BadSignature, Signer as Signer, authentic as authentic
from .transport import Answer as Answer, Unreachable as Unreachable, call as call
