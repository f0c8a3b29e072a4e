// The form of a new record: the slug follows the titles until somebody edits it. The server makes it, as it does when
// the form is saved without one.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
    const slug = document.querySelector("input[data-propose-slug]");
    const titles = ["title_en", "title_zh_hans", "original_title"].map((name) => document.getElementById(`id_${name}`));
    if (!slug || slug.value || titles.includes(null)) {
        return;
    }
    let waiting = 0;
    let latest = 0;

    async function propose() {
        const number = ++latest;
        const query = new URLSearchParams(titles.map((title) => [title.name, title.value]));
        const answer = await fetch(`${slug.dataset.proposeSlug}?${query}`).catch(() => null);
        if (answer?.ok && number === latest && !("edited" in slug.dataset)) {
            slug.value = (await answer.json()).slug;
        }
    }

    slug.addEventListener("input", () => { slug.dataset.edited = ""; });
    for (const title of titles) {
        title.addEventListener("input", () => {
            clearTimeout(waiting);
            waiting = setTimeout(propose, 300);
        });
    }
});
