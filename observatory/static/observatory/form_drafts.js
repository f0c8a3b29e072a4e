// Keeps what is typed into a form of the admin, and not saved yet, in this browser: it is offered again after an expired
// session, a crash or a closed tab. Warns before a changed form is left, and sends a form once however often it is clicked.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const OLDEST = 14 * 24 * 3600 * 1000; // milliseconds; older drafts are deleted
  const MARK = "draft:";
  const NEVER = /^(csrfmiddlewaretoken|_|initial-)|-(INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
  const SENDING = 15000; // milliseconds after which a form that was sent may be sent again

  const read = (store, key) => { try { return store.getItem(key); } catch { return null; } };
  const write = (store, key, value) => { try { store.setItem(key, value); } catch { /* full, or not allowed */ } };
  const erase = (store, key) => { try { store.removeItem(key); } catch { /* not allowed */ } };

  // A form was saved if the page that came back says so; a login page or a form with errors keeps its draft.
  const sent = read(sessionStorage, MARK + "sent");
  if (sent && document.querySelector(".messagelist .success") && !document.querySelector(".errornote")) {
    erase(localStorage, sent);
  }
  if (sent && document.body.classList.contains("login") === false) erase(sessionStorage, MARK + "sent");

  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(MARK) && Date.now() - (JSON.parse(localStorage.getItem(key)).at || 0) > OLDEST) erase(localStorage, key);
    }
  } catch { /* not allowed */ }

  const form = document.querySelector("#content-main form[id$=_form][method=post]");
  const user = document.querySelector("#user-tools strong");
  if (!form || !user || document.body.classList.contains("popup")) return;
  const key = MARK + user.textContent.trim() + ":" + location.pathname;

  const fields = () => Array.from(form.elements).filter(
    (field) => field.name && !NEVER.test(field.name) && !field.name.includes("__prefix__")
      && !["file", "password", "submit", "button", "image"].includes(field.type));
  const isHiddenGuard = (field) => field.type === "hidden" && !field.name.endsWith("-TOTAL_FORMS");
  const values = () => {
    const found = {};
    for (const field of fields()) {
      if (isHiddenGuard(field)) continue;
      const list = found[field.name] ||= [];
      if (field.type === "checkbox" || field.type === "radio") { if (field.checked) list.push([field.value, ""]); }
      else if (field.options) for (const option of field.selectedOptions) list.push([option.value, option.text]);
      else list.push([field.value, ""]);
    }
    return found;
  };
  const plain = (found) => Object.fromEntries(
    Object.entries(found).map(([name, list]) => [name, JSON.stringify(list.map((pair) => pair[0]))]));
  const differ = (one, other) => Array.from(new Set([...Object.keys(one), ...Object.keys(other)])).some(
    (name) => one[name] !== other[name]);
  // The stored row that a field belongs to: rows that others add or remove meanwhile move the numbers.
  const keyOfRow = (name) => {
    const row = /^(\w+-\d+)-/.exec(name);
    return row ? form.elements[`${row[1]}-id`]?.value ?? "" : "";
  };

  let opened = plain(values());
  let isSending = false;
  let timer = 0;
  const isChanged = () => differ(plain(values()), opened);
  document.addEventListener("row:opened", (event) => {
    for (const [name, value] of Object.entries(plain(values()))) {
      if (!(name in opened) && name.startsWith(`${event.target.id}-`)) opened[name] = value;
    }
  });
  // A browser scrolls a text area only as far as its caret: what has the focus is brought above the bar as a whole.
  const bar = document.querySelector(".foot-bar");
  form.addEventListener("focusin", ({ target }) => {
    if (!bar || bar.contains(target) || !target.matches(":focus-visible")) return;
    const covered = target.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
    if (covered > 0 && getComputedStyle(bar).position === "sticky") scrollBy(0, covered + 8);
  });
  const shown = document.querySelector(".foot-bar .draft-kept");
  const late = Array.from(document.querySelectorAll("[data-once-changed]"));
  const tell = (at) => {
    if (shown) shown.textContent = at ? shown.dataset.kept.replace("{when}",
      new Date(at).toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit" })) : "";
    // They keep their place: a button that moves while it is pressed is not pressed.
    for (const button of late) button.classList.toggle("not-yet", !at);
  };
  tell(0);

  const keep = () => {
    timer = 0;
    if (isSending) return;
    if (isChanged()) {
      const found = values();
      const keys = Object.fromEntries(Object.keys(found).map((name) => [name, keyOfRow(name)]).filter((pair) => pair[1]));
      write(localStorage, key, JSON.stringify({ at: Date.now(), values: found, keys }));
      tell(Date.now());
    } else {
      if (!banner) erase(localStorage, key);
      tell(0);
    }
  };
  const keepSoon = () => { if (!timer) timer = setTimeout(keep, 700); };
  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);

  addEventListener("beforeunload", (event) => {
    if (!isSending && isChanged()) { keep(); event.preventDefault(); }
  });
  form.addEventListener("submit", (event) => {
    if (isSending) { event.preventDefault(); return; }
    keep();
    isSending = true;
    write(sessionStorage, MARK + "sent", key);
    setTimeout(() => { isSending = false; }, SENDING);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) isSending = false; });

  // Rows that were added are added again by their own links; Django numbers them in order.
  const addRows = (kept) => {
    for (const [name, [[total]]] of Object.entries(kept).filter(([name]) => name.endsWith("-TOTAL_FORMS"))) {
      const field = form.elements[name];
      const group = document.getElementById(name.replace("-TOTAL_FORMS", "-group"));
      const link = group && group.querySelector(".add-row a");
      for (let left = 200; field && link && Number(field.value) < Number(total) && left; left--) link.click();
    }
  };
  // Rows that are shown as one line are opened for what was typed into them.
  const openRows = async (kept) => {
    const rows = new Set(Object.keys(kept).filter((name) => !form.elements[name]).map((name) => /^\w+-\d+/.exec(name)?.[0]));
    const links = Array.from(rows).filter(Boolean).map((id) => document.querySelector(`#${id} a.open-row`)).filter(Boolean);
    if (window.openRow) await Promise.all(links.map(window.openRow));
  };
  const fill = async (kept, keys) => {
    addRows(kept);
    await openRows(kept);
    for (const field of fields()) {
      const list = kept[field.name];
      if ((keys?.[field.name] ?? "") !== keyOfRow(field.name)) continue;
      if (!list || isHiddenGuard(field) || field.name.endsWith("-TOTAL_FORMS")) continue;
      const wanted = list.map((pair) => pair[0]);
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (field.options) {
        for (const [value, text] of list) {
          if (!Array.from(field.options).some((option) => option.value === value)) field.add(new Option(text, value));
        }
        for (const option of field.options) option.selected = wanted.includes(option.value);
      } else field.value = wanted.length ? wanted[0] : "";
      field.dispatchEvent(new Event("change", { bubbles: true }));
      if (window.django && window.django.jQuery) window.django.jQuery(field).trigger("change.select2");
    }
  };

  let banner = null;
  const differsFrom = (draft) => {
    const now = plain(values());
    return Object.entries(plain(draft.values)).some(([name, value]) => value !== now[name]);
  };
  const offer = (draft) => {
    banner = document.createElement("div");
    banner.className = "draft-offer";
    banner.setAttribute("role", "status");
    const text = document.createElement("p");
    text.textContent = words.offer.replace("{when}", new Date(draft.at).toLocaleString(document.documentElement.lang || undefined));
    const choice = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", () => { banner.remove(); banner = null; act(); });
      return button;
    };
    banner.append(
      text,
      choice(words.restore, () => { fill(draft.values, draft.keys).then(keep); }),
      choice(words.discard, () => { erase(localStorage, key); keep(); }),
    );
    form.before(banner);
  };
  addEventListener("load", () => {
    // Scripts of the admin have filled and numbered the rows by now.
    if (!isSending) opened = document.querySelector(".errornote") ? {} : plain(values());
    const stored = read(localStorage, key);
    let draft = null;
    try { draft = stored && JSON.parse(stored); } catch { erase(localStorage, key); }
    if (isChanged()) tell(Date.now());
    if (draft && draft.values && differsFrom(draft)) offer(draft);
  });
})();
