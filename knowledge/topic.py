"""Topics: what a question about a program can be after, finer than its intent."""

from enum import StrEnum


class Topic(StrEnum):
    """What is asked for. Cues for each stand in intents.yaml."""

    # time
    DEADLINE = "deadline"  # until when one can apply
    START = "start"  # from when, on which day it opens or begins
    CLOSING_HOUR = "closing_hour"  # at what hour of the last day
    PERIOD = "period"  # from when to when it takes place
    WEEKDAY = "weekday"
    RESULTS_DAY = "results_day"  # when the chosen are announced
    SINCE = "since"  # since which year it exists
    NEXT = "next"  # whether and when it comes again, what is planned
    # money
    FEE = "fee"  # what taking part costs
    COMMISSION = "commission"  # what the mall takes of each sale
    AMOUNT = "amount"  # how much money one gets
    LIMIT = "limit"  # up to how much
    RATE = "rate"  # interest, share, per cent
    BUDGET = "budget"  # what the program costs
    SALES = "sales"  # what was sold
    DISCOUNT = "discount"
    # counts
    FIRMS = "firms"  # how many firms, makers, shops
    PRODUCTS = "products"  # how many or which products
    PLACES = "places"  # how many markets or sites
    TIMES = "times"  # how often, how many exhibitions
    VISITORS = "visitors"
    JOBS = "jobs"
    COUPONS = "coupons"
    # what it is
    PLATFORMS = "platforms"  # which malls, which platforms, how many of them
    TRAINING = "training"
    PROMOTION = "promotion"
    COSTS_COVERED = "costs_covered"  # which costs it pays
    PHOTOGRAPHY = "photography"
    EVENTS = "events"  # what happens there
    THEME = "theme"
    # who
    CONDITIONS = "conditions"
    SELECTION = "selection"  # who selects, and how
    CERTIFICATE = "certificate"
    REGION = "region"  # whether a place is required
    EXAMPLES = "examples"  # who took part
    # how and where
    METHOD = "method"  # how and where to apply
    DOCUMENTS = "documents"
    PHONE = "phone"
    CONTACT = "contact"  # who is in charge
    WEBSITE = "website"
    VENUE = "venue"  # where it takes place
    HOURS = "hours"
    OUTCOME = "outcome"  # what became of it
