// The evidence screen: keys press the buttons that have them, and selected text fills the form of the citation.
"use strict";

const CONTEXT = 60;
const text = document.getElementById("text");
const form = document.getElementById("judge");

function scrollToChosen() {
    const mark = text?.querySelector("mark.current");
    if (mark) {
        text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
        if (matchMedia("(max-width: 1099px)").matches === false) {
            window.scrollTo(0, 0);
        }
    }
    const chosen = document.querySelector(".statements .current, .statements .chosen");
    const list = chosen?.closest(".said");
    if (list && list.scrollHeight > list.clientHeight) {
        list.scrollTop += chosen.getBoundingClientRect().top - list.getBoundingClientRect().top - 60;
    }
}

// Keys

function isTyping(target) {
    return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isTyping(event.target)) {
        return;
    }
    const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (control) {
        event.preventDefault();
        control.click();
    }
});

// A second press of a key must not send the form twice.
let sent = false;
document.addEventListener("submit", (event) => {
    if (sent) {
        event.preventDefault();
    }
    sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });

// Selected text. Offsets are counted in characters (code points) of the block, as the server counts them.

function length(string) {
    return Array.from(string).length;
}

// Where a boundary of the selection is: the paragraph, and the place in its text in UTF-16 units.
function boundary(node, offset) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const paragraph = element.closest("[data-block]");
    if (!paragraph || !text.contains(paragraph)) {
        return null;
    }
    const before = document.createRange();
    before.setStart(paragraph, 0);
    before.setEnd(node, offset);
    return { paragraph, at: before.toString().length };
}

function selectedPassage() {
    const selection = getSelection();
    if (!text || selection.isCollapsed || selection.rangeCount === 0) {
        return null;
    }
    const range = selection.getRangeAt(0);
    const paragraphs = Array.from(text.querySelectorAll("[data-block]")).filter((each) => range.intersectsNode(each));
    if (paragraphs.length === 0) {
        return null;
    }
    const first = boundary(range.startContainer, range.startOffset) ?? { paragraph: paragraphs[0], at: 0 };
    let last = boundary(range.endContainer, range.endOffset);
    if (!last) {
        const paragraph = paragraphs.at(-1);
        last = { paragraph, at: paragraph.textContent.length };
    }
    const inside = paragraphs.filter((each) => each !== first.paragraph || first.at < each.textContent.length);
    const parts = inside.map((each) => each.textContent.slice(
        each === first.paragraph ? first.at : 0,
        each === last.paragraph ? last.at : undefined,
    ));
    const exact = parts.join("\n").trim();
    if (!exact) {
        return null;
    }
    const start = inside[0];
    const skipped = start === first.paragraph ? start.textContent.slice(0, first.at) : "";
    return {
        exact,
        prefix: textBefore(start, skipped),
        suffix: textAfter(last),
        locator: start.dataset.locator,
        start: `${start.dataset.block}:${Number(start.dataset.offset) + length(skipped)}`,
    };
}

function textBefore(paragraph, found) {
    let [near, each] = [found, paragraph.previousElementSibling];
    while (near.length < CONTEXT && each) {
        near = each.dataset.block ? `${each.textContent}\n${near}` : near;
        each = each.previousElementSibling;
    }
    return Array.from(near).slice(-CONTEXT).join("").trim();
}

function textAfter(last) {
    let [near, each] = [last.paragraph.textContent.slice(last.at), last.paragraph.nextElementSibling];
    while (near.length < CONTEXT && each) {
        near = each.dataset.block ? `${near}\n${each.textContent}` : near;
        each = each.nextElementSibling;
    }
    return Array.from(near).slice(0, CONTEXT).join("").trim();
}

function fillIn() {
    const passage = form && selectedPassage();
    if (!passage) {
        return false;
    }
    form.elements.quote.value = passage.exact;
    for (const name of ["prefix", "suffix", "locator", "start"]) {
        form.elements[name].value = passage[name].replaceAll("\n", " "); // an input would join the words of two lines
    }
    form.querySelector("details.quote").open = true;
    form.querySelector(".selected").textContent = form.dataset.selected;
    return true;
}

if (form && text) {
    form.querySelector('[data-key="q"]').hidden = false;
    form.querySelector('[data-key="q"]').addEventListener("click", () => {
        if (fillIn()) {
            document.getElementById("save-quote").focus();
        }
    });
    for (const name of ["mouseup", "keyup", "touchend"]) {
        text.addEventListener(name, fillIn);
    }
    // Words that are typed stand wherever they stand, no more where the selection was.
    for (const name of ["quote", "prefix", "suffix"]) {
        form.elements[name].addEventListener("input", () => { form.elements.start.value = ""; });
    }
    form.addEventListener("reset", () => {
        form.querySelector(".selected").textContent = "";
        form.elements.start.value = "";
    });
}

// The selects at the right show another text as soon as one is chosen.
for (const select of document.querySelectorAll(".choose select")) {
    select.addEventListener("change", () => {
        if (select.name === "source") {
            select.form.elements.snapshot?.remove();
        }
        select.form.requestSubmit();
    });
}

scrollToChosen();
