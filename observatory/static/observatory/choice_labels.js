// Choices with search (select2) of the admin, for screen readers: the search field and the choice have the label of the
// select that they stand for, and what is in the list of chosen values is an entry of it.
"use strict";
(() => {
    function label(container) {
        const select = container.previousElementSibling;
        const words = select?.labels?.[0]?.textContent.replace(/[:：]?\s*$/, "").trim() || select?.getAttribute("aria-label");
        for (const part of container.querySelectorAll(".select2-search__field, [role=combobox]")) {
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

    let waiting = 0;
    addEventListener("load", () => {
        labelAll();
        // A choice is drawn anew whenever its value changes.
        new MutationObserver(() => { waiting ||= requestAnimationFrame(labelAll); })
            .observe(document.body, { childList: true, subtree: true });
    });
})();
