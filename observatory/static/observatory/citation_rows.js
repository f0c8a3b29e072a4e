// A citation that is saved is one line on the form of its record: "Edit" fetches its fields into the row. Without this
// script the link loads the page again with the row open.
"use strict";

const PREFIX = /^citations-[0-9]+$/;

// Fetch the fields of the row of a link; the promise is fulfilled once they are in place.
async function openRow(link) {
    const row = link.closest(".inline-related");
    const response = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const key = row.querySelector(`input[name="${row.id}-id"]`).value;
    const found = Array.from(page.querySelectorAll("#citations-group .inline-related.has_original"))
        .find((each) => PREFIX.test(each.id) && each.querySelector(`input[name="${each.id}-id"]`)?.value === key);
    const fields = found?.querySelector(".part-fields");
    if (!fields) {
        window.location.href = link.href; // logged out, or somebody removed it
        return;
    }
    for (const element of fields.querySelectorAll("[id], [name], [for], [aria-describedby]")) {
        for (const name of ["id", "name", "for", "aria-describedby"]) {
            const value = element.getAttribute(name);
            if (value) {
                element.setAttribute(name, value.replace(`${found.id}-`, `${row.id}-`));
            }
        }
    }
    row.querySelector(".part-head").after(document.importNode(fields, true));
    link.remove();
    window.django.jQuery(row).find(".admin-autocomplete").djangoAdminSelect2();
    row.dispatchEvent(new CustomEvent("row:opened", { bubbles: true }));
}

document.addEventListener("click", (event) => {
    const link = event.target.closest("a.open-row");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
    }
    event.preventDefault();
    const row = link.closest(".inline-related");
    openRow(link).then(() => row.querySelector("select, input:not([type=hidden]), textarea")?.focus());
});
window.openRow = openRow;
