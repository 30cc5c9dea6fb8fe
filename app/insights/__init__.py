"""What the record says: gaps, articles and how they do, signs of a problem; read from the store, told to editors."""

from app.insights.articles import (
    FAILING,
    ORDERS,
    PRIOR_SHARE,
    PRIOR_VOTES,
    ArticleFigures,
    Order,
    after_tickets,
    failing,
    helpfulness,
    in_order,
    unread,
)
from app.insights.beside import BesideTickets
from app.insights.desk import Desk, LeadingQuery, Overview, Recorded, Scope
from app.insights.gaps import GAP_KINDS, Gap, GapKind, find_gap, nearest
from app.insights.period import Period
from app.insights.reviews import REVIEW_STATES, Review, review_sheet, reviews
from app.insights.sheet import Sheet
from app.insights.sheets import action_sheet, article_sheet, beside_sheet, comment_sheet, gap_sheet, support_sheet
from app.insights.signals import SIGNAL_KINDS, Signal
from app.insights.totals import Measure, Slot, Totals, course
from app.insights.translations import READ_DAYS, Owing, owing, translation_sheet
from app.insights.trend import Trend

__all__ = [
    "FAILING",
    "GAP_KINDS",
    "ORDERS",
    "PRIOR_SHARE",
    "PRIOR_VOTES",
    "READ_DAYS",
    "REVIEW_STATES",
    "SIGNAL_KINDS",
    "ArticleFigures",
    "BesideTickets",
    "Desk",
    "Gap",
    "GapKind",
    "LeadingQuery",
    "Measure",
    "Order",
    "Overview",
    "Owing",
    "Period",
    "Recorded",
    "Review",
    "Scope",
    "Sheet",
    "Signal",
    "Slot",
    "Totals",
    "Trend",
    "action_sheet",
    "after_tickets",
    "article_sheet",
    "beside_sheet",
    "comment_sheet",
    "course",
    "failing",
    "find_gap",
    "gap_sheet",
    "helpfulness",
    "in_order",
    "nearest",
    "owing",
    "review_sheet",
    "reviews",
    "support_sheet",
    "translation_sheet",
    "unread",
]
