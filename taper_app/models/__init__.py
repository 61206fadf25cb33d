"""What is kept, and the facts about it that the database itself holds to: one noun a file.

This is the contents page. `constraints` has what the nouns share; `taper_app.triggers` keeps what is never changed.
"""

from .adjunct import AdjunctEntry
from .audit import ASKED_JOB, ERASED, FAILED, FOUND_TOUCHED, OPENED_BY_PAPER, AuditEvent, AuditLink, Content, link_hash
from .browser_session import BrowserSession
from .care import CareEntry
from .clinic import Clinic
from .constraints import known_time_zone, months_in_order, refuse_unseen, refuse_unseen_in
from .draft import Draft, Purpose
from .erasure import Erasure
from .follow_up import FollowUpDay
from .in_error import EnteredInError
from .invitation import Invitation
from .job import Job, JobItem
from .look_alike import LookAlike
from .medication import Medication
from .no_taper import NoTaper
from .outside_reading import OutsideReading
from .own_product import OwnProduct
from .papers import CachedNumbers, KeptPaper
from .patient import IDENTIFIER_TAKEN, Patient
from .plan import LATEST_CHANGE_DAYS, Plan
from .plan_check import PlanCheck
from .relapse_plan import RelapsePlan
from .review import Review
from .revision import ChangedOutside, Revision
from .risks import RiskPicture
from .search_word import SearchWord
from .user import User
from .weighing import MOST_READY, Weighing

__all__ = [
    "ASKED_JOB",
    "ERASED",
    "FAILED",
    "FOUND_TOUCHED",
    "IDENTIFIER_TAKEN",
    "LATEST_CHANGE_DAYS",
    "MOST_READY",
    "OPENED_BY_PAPER",
    "AdjunctEntry",
    "AuditEvent",
    "AuditLink",
    "BrowserSession",
    "CachedNumbers",
    "CareEntry",
    "ChangedOutside",
    "Clinic",
    "Content",
    "Draft",
    "EnteredInError",
    "Erasure",
    "FollowUpDay",
    "Invitation",
    "Job",
    "JobItem",
    "KeptPaper",
    "LookAlike",
    "Medication",
    "NoTaper",
    "OutsideReading",
    "OwnProduct",
    "Patient",
    "Plan",
    "PlanCheck",
    "Purpose",
    "RelapsePlan",
    "Review",
    "Revision",
    "RiskPicture",
    "SearchWord",
    "User",
    "Weighing",
    "known_time_zone",
    "link_hash",
    "months_in_order",
    "refuse_unseen",
    "refuse_unseen_in",
]
