// Keys of the inbox and of a change: j and k move, Enter opens, 1 to 5 decide on the row in focus and c comments on it,
// t takes the row or the change, u undoes, n and p go to the next and the previous change. Everything they do is a link
// or a button of the page.
"use strict";

const REMEMBERED = "observatory.shortcuts";
const rows = () => [...document.querySelectorAll("[data-claim], #result_list tbody tr")];
const toggle = document.getElementById("shortcuts");

function current() {
    return document.activeElement?.closest("[data-claim], #result_list tbody tr");
}

function move(step) {
    const all = rows();
    const place = all.indexOf(current());
    const next = all[place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step];
    if (next) {
        next.tabIndex = -1;
        next.focus();
        next.scrollIntoView({ block: "nearest" });
    }
}

function pressed(key) {
    if (/^[1-5c]$/.test(key)) {
        return current()?.querySelector(`[data-key="${key}"]`);
    }
    if (key === "t") {
        return current()?.querySelector("button.take") ?? document.querySelector('[data-key="t"]');
    }
    return /^[unp]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null;
}

function onKey(event) {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!toggle.checked || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
        return;
    }
    if (event.key === "j" || event.key === "k") {
        move(event.key === "j" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === current()) {
        event.target.querySelector("th a, h3 a")?.click();
    } else {
        pressed(event.key)?.click();
        return;
    }
    event.preventDefault();
}

function start() {
    toggle.closest(".shortcuts").hidden = false;
    toggle.checked = localStorage.getItem(REMEMBERED) !== "off";
    toggle.addEventListener("change", () => localStorage.setItem(REMEMBERED, toggle.checked ? "on" : "off"));
    document.addEventListener("keydown", onKey);
    if (location.hash) {
        document.getElementById(location.hash.slice(1))?.closest("[data-claim]")?.focus();
    }
}

if (toggle) {
    start();
}
