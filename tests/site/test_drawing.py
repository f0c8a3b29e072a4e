"""Layout of the charts and the graph: numbers in, coordinates out."""

from observatory.public.localised_texts import Run
from observatory.site.overview.year_chart import MOST_DOTS, dot_path, year_chart
from observatory.site.record.graph_layout import GUTTER, SIDE, Edge, draw_ego_graph, draw_graph, shorten_graph_title
from observatory.site.record.relations_and_neighbours import Neighbour, Tie


def node(public_id, kind):
    return Neighbour(public_id, kind, Run(public_id), Run(""), f"/{public_id}")


def test_every_record_is_a_dot_and_years_without_one_keep_their_place():
    chart = year_chart({2021: {"supported": 2}, 2023: {"supported": 1, "disputed": 1}})
    assert [(column.year, column.count, len(column.plain) + len(column.careful)) for column in chart.columns] == [
        (2021, 2, 2),
        (2022, 0, 0),
        (2023, 2, 2),
    ]
    assert (len(chart.columns[2].plain), len(chart.columns[2].careful)) == (1, 1)
    assert dot_path(chart.columns[2].plain) == "M6 18h0"
    assert chart.each == 1


def test_many_records_share_a_dot_and_the_few_disputed_ones_stay_visible():
    chart = year_chart({2023: {"supported": 1000, "disputed": 1}})
    [column] = chart.columns
    stacked = len(column.plain) + len(column.careful)
    assert stacked <= MOST_DOTS
    assert len(column.careful) == 1
    assert chart.each * stacked >= 1001


def test_years_before_the_chart_are_counted():
    chart = year_chart({1900: {"supported": 3}, 2024: {"supported": 1}})
    assert chart.earlier == 3
    assert chart.dense


def test_no_dated_record_makes_no_chart():
    assert year_chart({}) is None


def test_actors_stand_left_and_works_right_and_loners_are_left_out():
    ends = {each.id: each for each in (node("a", "organisation"), node("p", "initiative"), node("lone", "platform"))}
    graph = draw_graph(ends, [Edge("a", "launched", "p")])
    assert {(each.end.id, each.x) for each in graph.nodes} == {("a", SIDE), ("p", SIDE + GUTTER)}
    assert len(graph.lines) == 1


def test_neighbours_are_brought_to_the_same_height():
    names = ["a", "b", "c"]
    ends = {name: node(name, "organisation") for name in names} | {
        f"p{name}": node(f"p{name}", "platform") for name in names
    }
    edges = [Edge("a", "developed", "pc"), Edge("b", "developed", "pb"), Edge("c", "developed", "pa")]
    height = {each.end.id: each.y for each in draw_graph(ends, edges).nodes}
    assert all(height[edge.subject] == height[edge.object] for edge in edges)


def test_long_titles_are_cut_by_width_not_by_characters():
    assert shorten_graph_title("short") == "short"
    assert len(shorten_graph_title("长" * 100)) < len(shorten_graph_title("x" * 100))


def tie(public_id, predicate, *, inverse):
    return Tie(
        neighbour=node(public_id, "organisation"),
        predicate=predicate,
        inverse=inverse,
        role="",
        lead=False,
        date="",
        note=Run(""),
        evidence=[],
        readings=[],
    )


def test_a_record_stands_between_who_acts_on_it_and_what_it_acts_on():
    drawn = draw_ego_graph(
        node("plan", "initiative"),
        [tie("ministry", "launched", inverse=True), tie("strategy", "implements", inverse=False)],
    )
    assert [(arm.end.id, str(arm.verb), arm.left) for arm in drawn.arms] == [
        ("ministry", "launched", True),
        ("strategy", "implements", False),
    ]
    left, right = drawn.arms
    assert left.x < drawn.dot[0] < right.x
    assert drawn.anchor == "middle"


def test_a_record_with_ties_on_one_side_has_its_title_on_the_other():
    drawn = draw_ego_graph(node("baidu", "organisation"), [tie("paddle", "developed", inverse=False)])
    [only] = drawn.arms
    assert not only.left
    assert drawn.anchor == "end"
    assert drawn.title[0] < drawn.dot[0]


def test_two_statements_of_one_tie_are_one_line():
    twice = [tie("paddle", "developed", inverse=False), tie("paddle", "developed", inverse=False)]
    assert len(draw_ego_graph(node("baidu", "organisation"), twice).arms) == 1


def test_the_chart_reaches_a_year_that_the_last_forty_leave_out():
    counts = {year: {"supported": 1} for year in (1950, 1956, 2020, 2024)}
    usual = year_chart(counts)
    assert (usual.earlier, usual.before, usual.later, usual.after) == (2, 1956, 0, None)
    earlier = year_chart(counts, reaching=1956)
    assert [column.year for column in earlier.columns if column.count] == [1950, 1956]
    assert (earlier.later, earlier.after) == (2, 2020)


def test_the_bold_title_of_a_record_that_only_acts_has_room_in_its_drawing():
    tie = Tie(
        neighbour=node("p", "initiative"),
        predicate="launched",
        inverse=False,
        role="",
        lead=False,
        date="",
        note=Run(""),
    )
    own = Neighbour("m", "organisation", Run("Ministry of Science and Technology"), Run(""), "/m")
    drawing = draw_ego_graph(own, [tie])
    end = drawing.title[0]
    assert drawing.anchor == "end"
    assert end >= 8 * len(own.title.text)
