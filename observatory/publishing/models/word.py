"""Distinct words in record names, used for spelling suggestions."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Word(models.Model):
    """A word that stands, or once stood, in a title or another name of an entry (`suggestion_words`).

    Rows are only added: whoever suggests one sees to it that it finds something. A word may stand twice where two
    publications brought it at the same moment; a constraint would make each wait for the other.
    """

    text = models.CharField(max_length=40)

    class Meta:
        ordering = ["text", "pk"]
        indexes = [
            models.Index(fields=["text"], name="word_text"),
            GinIndex(fields=["text"], name="word_alike", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.text
