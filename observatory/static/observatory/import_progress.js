// Renews the progress of an import while a worker is at it, and loads the page again when it is done.
"use strict";

async function renewImport() {
    if (!document.hidden) {
        try {
            const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            const fresh = page.getElementById("progress");
            if (answer.ok && !fresh) {
                location.reload();
                return;
            }
            if (fresh) {
                document.getElementById("progress").replaceWith(fresh);
            }
        } catch {
            // The server is away for a moment: what is shown stays, and the next time may succeed.
        }
    }
    setTimeout(renewImport, 2000);
}

setTimeout(renewImport, 2000);
