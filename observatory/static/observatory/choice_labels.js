// Choices with search (select2) of the admin, for screen readers: the search field and the choice have the label of the
// select that they stand for, and what is in the list of chosen values is an entry of it.
"use strict";
(() => {
    function label(container) {
        const select = container.previousElementSibling;
        const words = select?.labels?.[0]?.textContent.replace(/[:：]?\s*$/, "").trim() || select?.getAttribute("aria-label");
        for (const part of container.querySelectorAll(".select2-search__field, [role=combobox], [role=textbox]")) {
            if (words && part.getAttribute("aria-label") !== words) {
                part.setAttribute("aria-label", words);
            }
        }
        // The cross that empties a choice.
        for (const search of container.querySelectorAll("ul > span:not([role])")) {
            search.setAttribute("role", "listitem");
        }
    }

    function labelAll() {
        waiting = 0;
        document.querySelectorAll(".select2-container").forEach(label);
        // The list of results is opened at the end of the page, outside of every landmark.
        const open = document.querySelector("body > .select2-container");
        const field = document.querySelector(".select2-container--open.select2 [role=combobox]");
        for (const part of open?.querySelectorAll(".select2-search__field, .select2-results__options") ?? []) {
            part.setAttribute("aria-label", field?.getAttribute("aria-label") ?? "");
        }
    }

    // What Django's own forms leave without a name: the two parts of a moment, and the signs of lists of choices.
    function labelOthers() {
        for (const input of document.querySelectorAll("p.datetime input:not([aria-label])")) {
            const row = input.closest(".form-row")?.querySelector("label, legend");
            const part = input.previousSibling?.textContent ?? "";
            input.setAttribute("aria-label", `${row?.textContent ?? ""} ${part}`.replace(/[:：]/g, "").trim());
        }
        for (const link of document.querySelectorAll("#changelist-filter li a:empty")) {
            link.textContent = "–"; // rows without a value
        }
        for (const sign of document.querySelectorAll("span.help-tooltip[aria-label]:not([role])")) {
            sign.setAttribute("role", "img");
        }
    }

    let waiting = 0;
    addEventListener("load", () => {
        labelAll();
        labelOthers();
        // A choice is drawn anew whenever its value changes.
        new MutationObserver(() => { waiting ||= requestAnimationFrame(labelAll); })
            .observe(document.body, { childList: true, subtree: true });
    });
})();
