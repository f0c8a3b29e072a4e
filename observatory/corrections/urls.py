"""URLs for readers: report a mistake, see what became of it, and the list of corrections."""

from django.urls import path

from observatory.corrections.views import CorrectionsPage, ReportOutcomePage, ReportPage

urlpatterns = [
    path("r/<slug:public_id>/report", ReportPage.as_view(), name="report"),
    path("reports/<str:token>/", ReportOutcomePage.as_view(), name="report-outcome"),
    path("corrections/", CorrectionsPage.as_view(), name="corrections"),
]
