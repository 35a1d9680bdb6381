"use strict";
// The lens: everything it shows was worked out when the page was built. This switches, and adds nothing.
(() => {
  const given = __SWITCHES__;
  const words = given.words;
  const root = document.documentElement;
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const form = document.querySelector('[id="page.date"] form');
  const field = document.getElementById("page.day");
  const dated = document.getElementById("page.dated");
  const status = document.getElementById("page.status");
  const claims = all("[data-claim]").map((node) => [node, node.textContent]);
  const versions = all("[data-version]").map((node) => {
    const fate = node.querySelector(".fate");
    return [node, fate, fate.textContent];
  });
  const parts = all("[data-from]");
  const said = all("[data-since]");
  const opened = new Set();
  const figures = all("[data-figure]");
  const folds = new Map();

  const long = (day) => {
    const [year, month, date] = day.split("-").map(Number);
    return `${date} ${given.months[month - 1]} ${year}`;
  };
  const put = (form, values) => form.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  // The last value of a table whose day has come; undefined before its first day.
  const at = (table, day) => {
    let found;
    for (const [from, value] of table) {
      if (from > day) break;
      found = value;
    }
    return found;
  };

  const unfold = (node) => {
    folds.get(node)?.remove();
    folds.delete(node);
    node.hidden = false;
  };
  const fold = (node) => {
    if (folds.has(node)) return;
    const note = document.createElement("p");
    note.className = "folded";
    const said = node.dataset.later ?? put(words.later, { date: long(node.dataset.from) });
    note.textContent = said.charAt(0).toUpperCase() + said.slice(1) + ". ";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.show;
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => {
      node.hidden = !node.hidden;
      button.textContent = node.hidden ? words.show : words.fold;
      button.setAttribute("aria-expanded", String(!node.hidden));
    });
    note.append(button);
    node.before(note);
    node.hidden = true;
    folds.set(node, note);
  };

  // Sentences: each run that was said later is one quiet mark; a mark opens all of its step.
  const showSaid = (day) => {
    for (const mark of all(".laters")) mark.remove();
    let run = null;
    let last = null;
    for (const node of said) {
      const home = node.closest(".step") ?? node.parentElement;
      const late = Boolean(day) && node.dataset.since > day;
      node.hidden = late && !opened.has(home);
      if (!late) {
        run = null;
        continue;
      }
      if (run === null || home !== last) {
        run = document.createElement("button");
        run.type = "button";
        run.className = "laters";
        run.count = 0;
        run.setAttribute("aria-expanded", String(opened.has(home)));
        run.addEventListener("click", () => {
          if (!opened.delete(home)) opened.add(home);
          showSaid(day);
        });
        node.before(run);
      }
      run.count += 1;
      last = home;
      run.textContent = `[${put(run.count === 1 ? words.sentence : words.sentences, { n: run.count })}] `;
    }
  };

  const showClaims = (day) => {
    for (const [node, stands] of claims) {
      const found = day ? at(given.claims[node.dataset.claim], day) : stands;
      node.textContent = found || `[${put(words.nothing, { day: long(day) })}]`;
    }
  };
  const showVersions = (day) => {
    for (const [node, fate, stands] of versions) {
      const [claim, version] = node.dataset.version.split("/");
      const found = day ? at(given.fates[claim][version], day) : stands;
      if (found == null) fold(node);
      else unfold(node);
      fate.textContent = found ?? stands;
    }
    for (const node of all(".counts")) node.hidden = Boolean(day);
    for (const node of all(".differ")) {
      node.hidden = Boolean(node.closest(".record").querySelector(".versions .folded"));
    }
  };
  const showFigure = (node, day) => {
    const asof = node.querySelector(".asof");
    for (const part of node.querySelectorAll(".picture, .legend, .says, .values")) part.hidden = Boolean(day);
    asof.hidden = !day;
    asof.replaceChildren();
    if (!day) return;
    const table = given.figures[node.dataset.figure];
    const [says, later, rows] = at(table.days, day) ?? ["", "", []];
    const said = document.createElement("p");
    const nothing = put(words.nothing, { day: long(day) });
    said.textContent = rows.length ? says : nothing.charAt(0).toUpperCase() + nothing.slice(1) + ".";
    const list = document.createElement("ul");
    for (const row of rows) {
      const line = document.createElement("li");
      line.textContent = table.lines[row];
      list.append(line);
    }
    asof.append(said, list);
    if (later && later !== says) {
      const rest = document.createElement("p");
      rest.textContent = later;
      asof.append(rest);
    }
  };

  // Keeps the line one reads where it is, whatever folds above it.
  const kept = () => {
    const steps = all(".step, .scene, .record").filter((node) => node.getClientRects().length);
    const first = steps.find((node) => node.getBoundingClientRect().bottom > 80);
    if (!first) return () => {};
    const top = first.getBoundingClientRect().top;
    return () => {
      const node = folds.get(first) ?? first;
      window.scrollBy(0, node.getBoundingClientRect().top - top);
    };
  };

  const set = (day) => {
    const back = kept();
    for (const node of parts) {
      if (day && node.dataset.from > day) fold(node);
      else unfold(node);
    }
    opened.clear();
    showSaid(day);
    showClaims(day);
    showVersions(day);
    figures.forEach((node) => showFigure(node, day));
    root.classList.toggle("dated", Boolean(day));
    field.value = day;
    const folded = all(".step").filter((node) => folds.has(node)).length;
    status.textContent = day ? put(words.count, { day: long(day), n: folded }) : "";
    dated.textContent = day ? long(day) : dated.dataset.words;
    back();
  };

  const step = (by) => {
    const now = field.value;
    const ribbon = given.ribbon;
    if (!now) return ribbon.length ? ribbon[by > 0 ? 0 : ribbon.length - 1] : "";
    const ahead = ribbon.filter((day) => (by > 0 ? day > now : day < now));
    if (ahead.length) return by > 0 ? ahead[0] : ahead[ahead.length - 1];
    const next = new Date(`${now}T00:00:00Z`);
    next.setUTCDate(next.getUTCDate() + by);
    return next.toISOString().slice(0, 10);
  };

  if (!("popover" in HTMLElement.prototype)) {
    for (const node of all(".pop[aria-label]")) {
      node.previousElementSibling.setAttribute("aria-label", node.getAttribute("aria-label"));
    }
  }
  dated.dataset.words = dated.textContent;
  all(".scriptless").forEach((node) => node.remove());
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("change", () => set(field.validity.valid ? field.value : ""));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    set(button.dataset.step ? step(Number(button.dataset.step)) : button.dataset.on);
  });
})();
