"""Texts that are stored and worded again in the language of who reads them."""

import copy
import json

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, override

from observatory.records.translatable_messages import (
    gettext,
    joined_messages,
    message,
    message_as_json,
    message_from_json,
    of_validation,
)
from observatory.sources.models import Source


def in_chinese(text: str) -> str:
    """Store a text, and return it as a reader of Chinese is shown it."""
    held = json.loads(json.dumps(message_as_json(text)))
    with override("zh-hans"):
        return message_from_json(held)


def test_a_message_is_a_text_and_is_worded_anew_with_its_parameters():
    text = gettext("“%s” is not a whole number") % "12x"
    assert text == "“12x” is not a whole number"
    assert "12x" in in_chinese(text)
    assert "is not" not in in_chinese(text)


def test_messages_within_messages_are_worded_too():
    reason = gettext("“%s” is not a whole number") % "12x"
    words = {"number": 2, "part": gettext_lazy("title"), "reason": reason}
    shown = in_chinese(gettext("item %(number)d, %(part)s: %(reason)s") % words)
    assert "12x" in shown
    assert "title" not in shown
    assert "whole number" not in shown


def test_a_text_of_the_user_stays_as_it_is_whatever_is_in_it():
    assert in_chinese("100 % of %(title)s") == "100 % of %(title)s"
    assert in_chinese(gettext("“%s” is not a whole number") % "%d {0}").count("%d {0}") == 1


def test_several_texts_are_one_message():
    text = joined_messages([gettext("missing"), "", "K 1"], ": ")
    assert text == "missing: K 1"
    assert in_chinese(text).endswith(": K 1")
    assert "missing" not in in_chinese(text)
    assert joined_messages([]) == ""


def test_the_errors_of_fields_are_messages():
    error = ValidationError(
        gettext_lazy("“%(value)s” is not a valid language tag. Use BCP 47, for example en, zh-Hans or pt-BR."),
        params={"value": "cn!"},
    )
    assert of_validation(error).startswith("“cn!” is not a valid language tag")
    assert "is not" not in in_chinese(of_validation(error))


def test_a_copy_of_a_message_is_one():
    text = gettext("missing")
    assert message_as_json(copy.deepcopy(text)) == message_as_json(text) == {"text": "missing", "with": None}
    assert message_as_json(message("plain")) == "plain"


@pytest.mark.parametrize(
    "held", [{"text": "“%s” is not a whole number", "with": ["a", "b"]}, {"text": "%(a)s", "with": {"named": {}}}]
)
def test_a_message_whose_parameters_do_not_fit_any_more_is_shown_without_them(held):
    assert message_from_json(held) == held["text"]


def test_how_long_a_text_may_be_is_told_in_the_language_of_the_reader():
    with pytest.raises(ValidationError) as refused:
        Source._meta.get_field("key").clean("x" * 90, Source())
    text = of_validation(refused.value)
    assert "at most 80 characters" in text
    assert "80" in in_chinese(text)
    assert "characters" not in in_chinese(text)
