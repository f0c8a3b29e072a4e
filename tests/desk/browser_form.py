"""What a browser would send back of the form of an admin page, read from its HTML."""

from lxml import html


def form_values(response) -> dict[str, list[str]]:
    """Return the names and values of the form for a change.

    Disabled controls, buttons and boxes without a tick are left out, newlines are CRLF, as in the HTML standard.
    """
    assert response.status_code == 200, response
    page = html.document_fromstring(response.content.decode())
    form = page.xpath("//*[@id='content-main']/form")[0]
    values: dict[str, list[str]] = {}
    for control in form.iter("input", "select", "textarea"):
        if control.name and control.get("disabled") is None:
            for value in _sent(control):
                values.setdefault(control.name, []).append(value)
    return values


def _sent(control) -> list[str]:
    kind = control.get("type", "text") if control.tag == "input" else control.tag
    if kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.checked else []
    if kind == "select":
        return list(control.value) if control.multiple else [control.value or ""]
    if kind == "textarea":
        return [(control.value or "").removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")]
    return [control.get("value", "")]
