"""The form that uploads a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observatory.exchange.files.table_sheet import MOST_BYTES, MOST_ROWS
from observatory.exchange.kinds.table_kind import Kind


class UploadForm(forms.Form):
    """Asks for the type of table and the file. `kinds` are those that the user may import."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in the table"))
    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kinds = {kind.name: kind for kind in kinds}
        self.fields["kind"].choices = [(kind.name, kind.label) for kind in kinds]
        words = {"size": MOST_BYTES // 1_000_000, "rows": f"{MOST_ROWS:,}"}
        self.fields["file"].help_text = (
            _("CSV, XLSX or JSON; for sources also BibTeX, RIS or CSL-JSON. Up to %(size)d MB and %(rows)s rows.")
            % words
        )

    def clean_file(self):
        """Refuse a file that is too large to be imported."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            raise forms.ValidationError(
                _("The file is larger than %(most)d MB. Divide it into several files.") % {"most": most}
            )
        return file


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)
