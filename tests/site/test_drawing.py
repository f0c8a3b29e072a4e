"""The charts and the graph: numbers in, coordinates out."""

from observatory.site.chart import MOST_DOTS, year_chart
from observatory.site.graph import GUTTER, SIDE, Edge, draw, shortened
from observatory.site.relations import Neighbour
from observatory.site.wording import Run


def node(public_id, kind):
    return Neighbour(public_id, kind, Run(public_id), Run(""), f"/{public_id}")


def test_every_record_is_a_dot_and_years_without_one_keep_their_place():
    chart = year_chart({2021: {"supported": 2}, 2023: {"supported": 1, "disputed": 1}})
    assert [(column.year, column.count, len(column.dots)) for column in chart.columns] == [
        (2021, 2, 2),
        (2022, 0, 0),
        (2023, 2, 2),
    ]
    assert [dot.careful for dot in chart.columns[2].dots] == [False, True]
    assert chart.each == 1


def test_many_records_share_a_dot_and_the_few_disputed_ones_stay_visible():
    chart = year_chart({2023: {"supported": 1000, "disputed": 1}})
    [column] = chart.columns
    assert len(column.dots) <= MOST_DOTS
    assert sum(dot.careful for dot in column.dots) == 1
    assert chart.each * len(column.dots) >= 1001


def test_years_before_the_chart_are_counted():
    chart = year_chart({1900: {"supported": 3}, 2024: {"supported": 1}})
    assert chart.earlier == 3
    assert chart.dense


def test_no_dated_record_makes_no_chart():
    assert year_chart({}) is None


def test_actors_stand_left_and_works_right_and_loners_are_left_out():
    ends = {each.id: each for each in (node("a", "organisation"), node("p", "initiative"), node("lone", "platform"))}
    graph = draw(ends, [Edge("a", "launched", "p")])
    assert {(each.end.id, each.x) for each in graph.nodes} == {("a", SIDE), ("p", SIDE + GUTTER)}
    assert len(graph.lines) == 1


def test_neighbours_are_brought_to_the_same_height():
    names = ["a", "b", "c"]
    ends = {name: node(name, "organisation") for name in names} | {
        f"p{name}": node(f"p{name}", "platform") for name in names
    }
    edges = [Edge("a", "developed", "pc"), Edge("b", "developed", "pb"), Edge("c", "developed", "pa")]
    height = {each.end.id: each.y for each in draw(ends, edges).nodes}
    assert all(height[edge.subject] == height[edge.object] for edge in edges)


def test_long_titles_are_cut_by_width_not_by_characters():
    assert shortened("short") == "short"
    assert len(shortened("长" * 100)) < len(shortened("x" * 100))
