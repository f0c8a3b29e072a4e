"""Model fields and named constraints of the catalogue: partial dates with bounds, language tags, web addresses,
currencies, amounts, closed lists.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from observatory.records import edtf, languages
from observatory.records.typed_dates import read_date
from observatory.records.url_validation import refuse_web_address

_LIST_ONE = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC
XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_LIST_ONE.split())


def validate_edtf(value: str) -> None:
    """Raise `ValidationError`, with what may be meant, unless `value` is an EDTF date or interval (`records.edtf`)."""
    if not edtf.is_date(value):
        raise invalid_date(value)


def invalid_date(value: str) -> ValidationError:
    """Return the error of a model's or form's field for a text that is no EDTF date, with the dates that may be meant
    by it."""
    try:
        offers: tuple[str, ...] = (read_date(value),)
    except edtf.InvalidDate as error:
        offers = error.offers
    if offers := tuple(filter(None, offers)):
        message = _("“%(value)s” is not a valid date. Do you mean %(offers)s?")
        return ValidationError(message, code="edtf", params={"value": value, "offers": str(_(" or ")).join(offers)})
    message = _(
        "“%(value)s” is not a valid date. Use a year (2023), a month (2023-03), a full date (2023-03-27),"
        " a range (2022/2025), an open range (2022/..), or an approximate (2019~) or uncertain date (2020?)."
    )
    return ValidationError(message, code="edtf", params={"value": value})


class EDTFField(models.CharField):
    """A partial date as EDTF text (`records.edtf`); empty when the sources do not say."""

    description = "EDTF date or interval"
    default_validators = [validate_edtf]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 21)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault(
            "help_text", _("2023, 2023-03, 2023-03-27, 2022/2025; since 2022: 2022/..; about 2019: 2019~")
        )
        super().__init__(*args, **kwargs)


class EDTFLower(Func):
    """First day of a partial date; NULL when it is empty."""

    function = "edtf_lower"
    output_field = models.DateField()


class EDTFUpper(Func):
    """Last day of a partial date; NULL when it is empty."""

    function = "edtf_upper"
    output_field = models.DateField()


def lower_bound(name: str) -> models.GeneratedField:
    """Return a generated column with the first day of the `EDTFField` called `name`."""
    return models.GeneratedField(
        expression=EDTFLower(F(name)), output_field=models.DateField(null=True), db_persist=True
    )


def upper_bound(name: str) -> models.GeneratedField:
    """Return a generated column with the last day of the `EDTFField` called `name`."""
    return models.GeneratedField(
        expression=EDTFUpper(F(name)), output_field=models.DateField(null=True), db_persist=True
    )


def validate_language(value: str) -> None:
    """Raise `ValidationError` unless `value` is a BCP 47 language tag."""
    if not languages.is_language_tag(value):
        message = _("“%(value)s” is not a valid language tag. Use BCP 47, for example en, zh-Hans or pt-BR.")
        raise ValidationError(message, code="language", params={"value": value})


class WebAddressField(models.URLField):
    """The URL of a page on the public web, validated by `records.url_validation`."""

    description = "Address of a web page"
    default_validators = [refuse_web_address]

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https"} | kwargs)


def validate_currency(value: str) -> None:
    """Raise `ValidationError` unless `value` is the code of a currency."""
    if value not in CURRENCIES:
        message = _("“%(value)s” is not the code of a currency. Use ISO 4217, for example CNY, EUR or USD.")
        raise ValidationError(message, code="currency", params={"value": value})


class CurrencyField(models.CharField):
    """The currency of an amount of money, as an ISO 4217 code; empty without an amount."""

    description = "ISO 4217 code of a currency"
    default_validators = [validate_currency]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 3)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("help_text", _("ISO 4217: CNY, EUR, USD, …"))
        super().__init__(*args, **kwargs)


class LanguageField(models.CharField):
    """A BCP 47 language tag."""

    description = "BCP 47 language tag"
    default_validators = [validate_language]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 12)
        super().__init__(*args, **kwargs)


def language_constraint(name: str, constraint: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return a named constraint: the column has the form of a language tag, or is empty if `blank`."""
    form = Q(**{f"{name}__regex": f"^{languages.PATTERN}$"})
    return models.CheckConstraint(condition=Q(**{name: ""}) | form if blank else form, name=constraint)


def choice_constraint(name: str, codes: str, constraint: str, *, blank: bool = False) -> models.CheckConstraint:
    """Return a named constraint: the column has one of these codes (separated by spaces), or is empty if `blank`.

    The body of a `Meta` cannot access the choices of its model, so they are repeated; a test checks that they agree.
    """
    known = [*codes.split(), ""] if blank else codes.split()
    return models.CheckConstraint(condition=Q(**{f"{name}__in": known}), name=constraint)


# The largest whole number that every reader of JSON takes exactly (RFC 8785).
LARGEST_AMOUNT = 2**53 - 1


def amount_constraint(name: str, constraint: str) -> models.CheckConstraint:
    """Named constraint: the number column `name` holds an amount and `NAME_currency` its currency, or neither."""
    amount = Q(**{f"{name}__gte": 0, f"{name}__lte": LARGEST_AMOUNT, f"{name}_currency__regex": "^[A-Z]{3}$"})
    return models.CheckConstraint(
        condition=Q(**{name: None, f"{name}_currency": ""}) | (Q(**{f"{name}__isnull": False}) & amount),
        name=constraint,
        violation_error_message=_("Enter an amount, 0 or more, with its currency, or neither of them."),
    )


def edtf_constraint(name: str, constraint: str) -> models.CheckConstraint:
    """Return a named constraint: the column is empty or has the form of an EDTF date.

    The generated bounds themselves reject months and days that do not exist.
    """
    return models.CheckConstraint(
        condition=Q(**{name: ""}) | Q(**{f"{name}__regex": f"^{edtf.PATTERN}$"}), name=constraint
    )
