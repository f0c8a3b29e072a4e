"""Tables of notices: preferences, the outbox, what people were told, follows, webhooks and their deliveries."""

from observatory.notifications.models.follow import Follow, Follower
from observatory.notifications.models.mail import Mail
from observatory.notifications.models.preference import Preference, Told
from observatory.notifications.models.webhook import Delivery, Webhook

__all__ = ["Delivery", "Follow", "Follower", "Mail", "Preference", "Told", "Webhook"]
