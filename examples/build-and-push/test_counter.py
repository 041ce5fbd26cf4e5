import os

from counter import Visitors, page


def test_each_visit_counts_one():
    visitors = Visitors(os.environ["DATABASE_URL"])
    first = visitors.count()
    assert visitors.count() == first + 1


def test_two_servers_share_one_count():
    one, other = Visitors(os.environ["DATABASE_URL"]), Visitors(os.environ["DATABASE_URL"])
    number = one.count()
    assert other.count() == number + 1


def test_the_page_names_the_number():
    assert page(3) == "You are visitor 3.\n"
