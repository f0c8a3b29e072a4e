from observatory.restart_backoff import BackOff


def test_the_wait_doubles_while_a_program_ends_soon_up_to_a_minute():
    back_off = BackOff()
    assert [back_off.wait_after(30) for _ in range(9)] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_minute_of_health_is_a_clean_record():
    back_off = BackOff()
    assert [back_off.wait_after(ran) for ran in (5, 5, 5, 5, 61, 5)] == [1, 2, 4, 8, 1, 2]


def test_five_ends_in_a_row_within_seconds_of_the_start_are_enough():
    back_off = BackOff()
    assert [back_off.wait_after(1) for _ in range(5)] == [1, 2, 4, 8, None]
    assert [BackOff(quick_ends=4).wait_after(11)] == [1]
