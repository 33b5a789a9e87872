from workshops.models.forums import BoardAct, Forum, ForumEvent, Seat
from workshops.models.people import Attendance, Feedback, Invitation, Participant
from workshops.models.posts import POST_LIMIT, IdeaSource, Post, Vote
from workshops.models.records import (
    AgreedItem,
    Certificate,
    MinuteMark,
    Minutes,
    Record,
    Signer,
)
from workshops.models.schedule import (
    AgendaItem,
    Deliverable,
    Material,
    Session,
    Speaker,
    Workshop,
)

__all__ = [
    "POST_LIMIT",
    "AgendaItem",
    "AgreedItem",
    "Attendance",
    "BoardAct",
    "Certificate",
    "Deliverable",
    "Feedback",
    "Forum",
    "ForumEvent",
    "IdeaSource",
    "Invitation",
    "Material",
    "MinuteMark",
    "Minutes",
    "Participant",
    "Post",
    "Record",
    "Seat",
    "Session",
    "Signer",
    "Speaker",
    "Vote",
    "Workshop",
]
