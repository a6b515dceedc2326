from .box import (
    Entry as Entry,
    MailPage as MailPage,
    mailbox as mailbox,
    read_entry as read_entry,
    unread as unread,
)
from .contacts import (
    BadAddress as BadAddress,
    ContactView as ContactView,
    contacts_of as contacts_of,
    give as give,
    offered as offered,
    withdraw as withdraw,
)
from .following import follow_told as follow_told
from .operating import DeliveryRow as DeliveryRow, deliveries as deliveries, try_again as try_again
