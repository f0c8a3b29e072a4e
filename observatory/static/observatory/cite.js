// The form of a record: "cite" beside a field, relation or milestone adds a citation for it, and the search for a
// location finds those of the chosen source. Without this script "cite" leads to the evidence screen.
"use strict";

const PARTS = { relations: "relation", milestones: "milestone" };

// The prefix and the number of a row of an inline, or null: "relations-3".
function rowOf(element) {
    const found = /^(relations|milestones)-([0-9]+)$/.exec(element?.closest(".inline-related")?.id ?? "");
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
    (row.querySelector(".field-source .select2-selection") ?? row.querySelector('[name$="-source"]')).focus();
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

// The search for the record at the other end of a relation finds the types that fit what is said.
let saidOfOther = "";
let kindOfForm = "";

function narrowOthers($) {
    $(document).on("select2:opening", "select[data-said-of]", (event) => {
        const name = event.target.name.replace(/other$/, "said");
        saidOfOther = event.target.form.elements[name]?.value ?? "";
        kindOfForm = event.target.dataset.saidOf;
    });
    $.ajaxPrefilter((options) => {
        if (/autocomplete\//.test(options.url) && /model_name=relation/.test(options.data ?? "")) {
            options.data += `&said=${encodeURIComponent(saidOfOther)}&said_of=${encodeURIComponent(kindOfForm)}`;
        }
    });
}

document.addEventListener("click", cite);
document.addEventListener("click", forgetRow, true);
document.addEventListener("DOMContentLoaded", () => { narrowLocations(window.django.jQuery); narrowOthers(window.django.jQuery); });
