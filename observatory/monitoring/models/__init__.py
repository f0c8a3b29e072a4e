from observatory.monitoring.models.change import AffectedCitation, Change
from observatory.monitoring.models.check import Check
from observatory.monitoring.models.round import Round
from observatory.monitoring.models.sighting import Sighting
from observatory.monitoring.models.snapshot import Body, Snapshot
from observatory.monitoring.models.unread_file import UnreadFile
from observatory.monitoring.models.watch import Watch

__all__ = ["AffectedCitation", "Body", "Change", "Check", "Round", "Sighting", "Snapshot", "UnreadFile", "Watch"]
