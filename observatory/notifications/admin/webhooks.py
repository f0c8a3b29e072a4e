"""Webhooks with their secret and a test, and the log of deliveries."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from observatory.monitoring.admin.checks_and_snapshots import WrittenByTheMonitor
from observatory.notifications.models import Delivery, Webhook
from observatory.notifications.models.webhook import EVENTS
from observatory.notifications.reader_follows import last_version
from observatory.notifications.webhooks import deliveries, signing
from observatory.notifications.webhooks.events import write_test
from observatory.records.admin.catalogue_admin import CatalogueAdmin
from observatory.records.admin.guarded_forms import GuardedForm


class WebhookForm(GuardedForm):
    events = forms.MultipleChoiceField(label=_("Events"), choices=EVENTS, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Webhook
        fields = ["name", "url", "events", "enabled"]


@admin.register(Webhook)
class WebhookAdmin(CatalogueAdmin):
    form = WebhookForm
    change_form_template = "admin/notifications/webhook_form.html"
    fields = ["name", "url", "events", "enabled", "failing_since", "disabled_because"]
    readonly_fields = ["failing_since", "disabled_because"]
    list_display = ["name", "url", "enabled", "failing_since", "disabled_because"]
    list_filter = ["enabled"]
    search_fields = ["name", "url"]

    def save_model(self, request, obj, form, change):
        """A new webhook is told of what happens from now on. One that is enabled again is no longer failing."""
        if not change:
            obj.secret, obj.sequence = signing.new_secret(), last_version()
        if obj.enabled and "enabled" in form.changed_data:
            obj.failing_since, obj.disabled_because = None, ""
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        """Lead to the page that shows the secret."""
        return HttpResponseRedirect(reverse("admin:notifications_webhook_secret", args=[obj.pk]))

    def get_urls(self):
        def view(function):
            return self.admin_site.admin_view(never_cache(function))

        return [
            path("<int:pk>/secret/", view(self.secret), name="notifications_webhook_secret"),
            path("<int:pk>/test/", view(self.test), name="notifications_webhook_test"),
            *super().get_urls(),
        ]

    def secret(self, request, pk: int):
        """POST makes a new secret for the webhook and shows it, once: it is never shown again."""
        webhook = self._webhook(request, pk)
        made = deliveries.rotate_secret(webhook=webhook) if request.method == "POST" else ""
        if made:
            self.log_change(request, webhook, gettext("A new secret was made."))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Secret of “%(name)s”") % {"name": webhook},
            "opts": self.opts,
            "webhook": webhook,
            "secret": made,
            "used": webhook.deliveries.exists(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/notifications/webhook_secret.html", context)

    def test(self, request, pk: int):
        """POST sends a test to the webhook and says what came back."""
        webhook = self._webhook(request, pk)
        form = reverse("admin:notifications_webhook_change", args=[pk])
        if request.method != "POST":
            return HttpResponseRedirect(form)
        row = write_test(webhook)
        answers = deliveries.send_deliveries(deliveries.claim_deliveries([row.pk], timezone.now()))
        if answers and answers[0].ok:
            text = gettext("The receiver took the test (%(status)s).") % {"status": answers[0].status}
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = gettext("The test was not delivered: %(error)s.")
            self.message_user(request, text % {"error": answers[0].error if answers else ""}, messages.ERROR)
        return HttpResponseRedirect(reverse("admin:notifications_delivery_change", args=[row.pk]))

    def _webhook(self, request, pk: int) -> Webhook:
        """Return the webhook that the user may change. Raises Http404 or PermissionDenied."""
        webhook = Webhook.objects.filter(pk=pk).first() if pk < 2**63 else None
        if webhook is None:
            raise Http404
        if not self.has_change_permission(request, webhook):
            raise PermissionDenied
        return webhook


@admin.register(Delivery)
class DeliveryAdmin(WrittenByTheMonitor):
    change_form_template = "admin/notifications/delivery.html"
    fields = [
        *("webhook", "event", "message_id", "state", "attempts", "created_at", "next_attempt_at", "delivered_at"),
        *("attempts_table", "content"),
    ]
    readonly_fields = ["attempts_table", "content"]
    list_display = ["created_at", "webhook", "event", "state", "status", "attempts", "error"]
    list_filter = ["state", "event", "webhook", "created_at"]
    list_select_related = ["webhook"]
    search_fields = ["message_id", "webhook__name", "body"]
    ordering = ["-created_at", "-id"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows if request.resolver_match.url_name.endswith("_change") else rows.defer("body", "log")

    @admin.display(description=_("attempts"))
    def attempts_table(self, row):
        """What came of each attempt, the latest last."""
        if not row.log:
            return gettext("none yet")
        lines = ((each["at"], each["status"] or "–", each["error"], each["ms"], each["response"]) for each in row.log)
        return format_html(
            "<ol>{}</ol>",
            format_html_join("", "<li>{} · {} · {} · {} ms<pre>{}</pre></li>", lines),
        )

    @admin.display(description=_("content"))
    def content(self, row):
        return format_html("<pre>{}</pre>", row.body)

    def get_urls(self):
        view = self.admin_site.admin_view(never_cache(self.again))
        return [path("<int:pk>/again/", view, name="notifications_delivery_again"), *super().get_urls()]

    def again(self, request, pk: int):
        """POST puts a delivery to a webhook back into the queue."""
        row = Delivery.objects.filter(pk=pk).first() if pk < 2**63 else None
        if row is None:
            raise Http404
        if not request.user.has_perm("notifications.change_webhook"):
            raise PermissionDenied
        if request.method == "POST":
            deliveries.send_again(delivery=row)
            self.message_user(request, gettext("It will be sent again within a minute."), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:notifications_delivery_change", args=[pk]))
