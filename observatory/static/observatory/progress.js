// Renews the progress page while a round of the monitor runs. Without scripts the page is as of when it was asked for.
"use strict";

async function renew() {
    const shown = document.getElementById("progress");
    if (!document.hidden) {
        try {
            const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            const fresh = answer.ok && page.getElementById("progress");
            if (fresh) {
                shown.replaceWith(fresh);
            }
        } catch {
            // The server is away for a moment: what is shown stays, and the next time may succeed.
        }
    }
    const running = document.getElementById("progress").dataset.running === "yes";
    setTimeout(renew, running ? 2000 : 15000);
}

setTimeout(renew, document.getElementById("progress").dataset.running === "yes" ? 2000 : 15000);
