// The form of a record: "cite" beside a field, relation or milestone adds a citation for it, and the search for a
// location finds those of the chosen source. Without this script "cite" leads to the evidence screen.
"use strict";

const PARTS = { relations: "relation", milestones: "milestone" };

// The prefix and the number of a row of an inline, or null: "relations-3".
function rowOf(element) {
    const found = /^(relations|milestones)-([0-9]+)$/.exec(element?.closest("tr.form-row")?.id ?? "");
    return found && { prefix: found[1], number: Number(found[2]) };
}

// The value of a row that is not saved: its place among those that this form adds, counted from one.
function newRowNumber({ prefix, number }) {
    return number - Number(document.getElementById(`id_${prefix}-INITIAL_FORMS`).value) + 1;
}

function statementOf(link) {
    if (link.dataset.cite) {
        return link.dataset.cite;
    }
    const row = rowOf(link);
    return row && `new:${PARTS[row.prefix]}:${newRowNumber(row)}`;
}

function addOption(select, value, words) {
    if (!Array.from(select.options).some((option) => option.value === value)) {
        select.add(new Option(words, value));
    }
}

function cite(event) {
    const link = event.target.closest("a.cite[data-cite]");
    const add = document.querySelector("#citations-group .add-row a");
    const statement = link && statementOf(link);
    if (!statement || !add) {
        return;
    }
    event.preventDefault();
    add.click();
    const row = Array.from(document.querySelectorAll("#citations-group .inline-related:not(.empty-form)")).at(-1);
    const select = row.querySelector('select[name$="-statement"]');
    addOption(select, statement, `${link.closest(".inline-group")?.querySelector("h2").textContent.trim() ?? ""} + ${statement.split(":")[2]}`);
    select.value = statement;
    row.scrollIntoView({ block: "center" });
    (row.querySelector(".fieldBox.field-source .select2-selection") ?? row.querySelector('[name$="-source"]')).focus();
}

// A new row that is removed takes its statement with it; those after it move up by one.
function forgetRow(event) {
    const row = event.target.closest?.("a.inline-deletelink") && rowOf(event.target);
    if (!row) {
        return;
    }
    const gone = newRowNumber(row);
    for (const select of document.querySelectorAll('#citations-group select[name$="-statement"]')) {
        const [kind, part, number] = select.value.split(":");
        if (kind !== "new" || part !== PARTS[row.prefix] || Number(number) < gone) {
            continue;
        }
        const value = Number(number) === gone ? "" : `new:${part}:${number - 1}`;
        const words = select.selectedOptions[0].textContent.replace(number, number - 1);
        if (value) {
            addOption(select, value, words);
        }
        select.value = value;
    }
}

// Searching for a location: its source is sent along.
let sourceOfLocation = "";

function narrowLocations($) {
    $(document).on("select2:opening", 'select[data-field-name="location"]', (event) => {
        const name = event.target.name.replace(/location$/, "source");
        sourceOfLocation = event.target.form.elements[name]?.value ?? "";
    });
    $.ajaxPrefilter((options) => {
        if (/autocomplete\//.test(options.url) && /field_name=location/.test(options.data ?? "")) {
            options.data += `&source=${encodeURIComponent(sourceOfLocation)}`;
        }
    });
}

// The rows of relations and milestones are laid out as a grid, for which some browsers forget that it is a table.
function keepTableRoles() {
    const roles = { table: "table", "thead, tbody": "rowgroup", tr: "row", th: "columnheader", td: "cell" };
    for (const [selector, role] of Object.entries(roles)) {
        for (const element of document.querySelectorAll(":is(#relations-group, #milestones-group) :is(" + selector + ")")) {
            element.setAttribute("role", role);
        }
    }
}

// In a row of an inline the heading of the column is the label of an input; a search field of a choice has that of the choice.
function labelInputs() {
    for (const table of document.querySelectorAll(".tabular.inline-related table")) {
        for (const input of table.querySelectorAll("td[class*='field-'] :is(select, input:not([type=hidden]))")) {
            const [column] = Array.from(input.closest("td").classList).filter((name) => name.startsWith("field-"));
            const heading = table.querySelector(`th.${column.replace("field-", "column-")}`)?.firstChild?.textContent.trim();
            if (heading && !input.labels?.length && !input.hasAttribute("aria-label")) {
                input.setAttribute("aria-label", heading);
            }
        }
    }
    for (const input of document.querySelectorAll("input.select2-search__field:not([aria-label])")) {
        const select = input.closest(".select2-container")?.previousElementSibling;
        const words = select?.labels?.[0]?.textContent.replace(/:\s*$/, "").trim() || select?.getAttribute("aria-label");
        if (words) {
            input.setAttribute("aria-label", words);
        }
    }
}

document.addEventListener("click", cite);
document.addEventListener("click", forgetRow, true);
document.addEventListener("DOMContentLoaded", keepTableRoles);
window.addEventListener("load", labelInputs);
document.addEventListener("DOMContentLoaded", () => narrowLocations(window.django.jQuery));
