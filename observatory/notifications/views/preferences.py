"""The page of the admin where a person says which notices they want by mail."""

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from observatory.notifications import digests
from observatory.notifications.forms import PreferenceForm
from observatory.notifications.models import Mail, Preference
from observatory.records.languages import active_language


@never_cache
def my_notices(request: HttpRequest):
    """Show and save one's own preferences; nobody sees those of others here."""
    stored = Preference.objects.filter(user=request.user).first()
    preference = stored or Preference(user=request.user, language=active_language())
    form = PreferenceForm(request.POST or None, instance=preference)
    if request.method == "POST" and form.is_valid():
        saved = form.save(now=timezone.now())
        messages.success(request, _saved_words(saved))
        return HttpResponseRedirect(reverse("desk-notices"))
    context = {
        **admin.site.each_context(request),
        "title": _("My notices"),
        "form": form,
        "stored": stored,
        "mail_to_files": settings.MAIL_TO_FILES,
        "mail_folder": settings.MAIL_FOLDER,
        "zone": timezone.get_default_timezone_name(),
        "latest": Mail.objects.filter(user=request.user)[:10],
    }
    request.current_app = admin.site.name
    status = 400 if form.is_bound else 200
    return TemplateResponse(request, "admin/notifications/my_notices.html", context, status=status)


def _saved_words(row: Preference) -> str:
    """Return what was saved, as a sentence."""
    due = digests.digest_due_at(row, timezone.now())
    if due is None:
        return _("Your notices were saved. You get no digest.")
    when = timezone.localtime(due, timezone.get_default_timezone())
    return _("Your notices were saved. If there is news, the next digest comes on %(when)s.") % {
        "when": f"{when:%Y-%m-%d %H:%M}"
    }
