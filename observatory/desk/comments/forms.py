"""The form of a comment: its text, and a list of people to mention."""

from django import forms
from django.utils.translation import gettext_lazy as _

from observatory.records.admin.assignment_admin import PersonField
from observatory.records.comments import LONGEST
from observatory.records.desk_people import people_of_the_desk


class PeopleField(forms.ModelMultipleChoiceField):
    """People of the desk, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple
    label_from_instance = PersonField.label_from_instance


class CommentForm(forms.Form):
    """Text and mentions of a comment. Its rules are those of `records.comments`, which also refuse what is wrong."""

    text = forms.CharField(
        label=_("Comment"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("@ and a user name mentions somebody, who finds the comment on the home page."),
    )
    mentioned = PeopleField(label=_("Mention"), queryset=None, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mentioned"].queryset = people_of_the_desk()
        self.fields["text"].widget.attrs["maxlength"] = LONGEST
