"""The login form: the same error for a wrong name, a wrong password and an account without access."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from observatory.desk import throttle


class LoginForm(AdminAuthenticationForm):
    def clean(self):
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return super().clean()
        network = throttle.client_network(self.request)
        if not throttle.count_attempt(username, network):
            message = _("Too many failed login attempts. Try again in 15 minutes or ask an administrator.")
            raise ValidationError(message, code="throttled")
        cleaned = super().clean()
        throttle.forget_failures(username, network)
        return cleaned
