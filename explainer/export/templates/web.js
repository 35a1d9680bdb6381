"use strict";
// News of the room, and presses without a new page. All of it works without this: it only saves opening pages anew.
(() => {
  const form = document.getElementById("do");
  const said = document.getElementById("said");
  const held = document.getElementById("held");
  const link = held.querySelector("a");
  const lost = document.getElementById("lost");
  const MOVES = /^(?:next|back|follow|consent|round|step-out|scene:.*|trail:.*)$/;
  let waiting = null;
  // Which page of this guest each part is from: an answer and an event may overtake each other.
  let newest = {};

  const part = (name) => document.getElementById(`part.${name}`);
  const isTyped = (node) => node && node.matches("textarea, select, input") && node.type !== "hidden";
  // Whoever is in a field, or reads by the focus inside a part, is not moved.
  const isBusy = (parts) => {
    const here = document.activeElement;
    // Of a cockpit all fields stand beside the parts: what is typed there stays when they change.
    if (isTyped(here) && !("beside" in document.body.dataset)) return true;
    return Object.keys(parts).some((name) => {
      const node = part(name);
      return node && node !== here && node.contains(here) && !here.id;
    });
  };

  const put = (parts) => {
    const id = document.activeElement?.id;
    const open = new Set(Array.from(document.querySelectorAll("details[open][id]"), (node) => node.id));
    for (const [name, markup] of Object.entries(parts)) {
      const node = part(name);
      if (!node) continue;
      const draft = node.querySelector("textarea")?.value;
      node.innerHTML = markup;
      if (draft) {
        const field = node.querySelector("textarea");
        if (field && !field.value) field.value = draft;
      }
    }
    for (const name of open) document.getElementById(name)?.setAttribute("open", "");
    const again = id ? document.getElementById(id) : null;
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  };

  const current = (found) => {
    const parts = {};
    for (const [name, markup] of Object.entries(found.parts)) {
      if (found.serial < (newest[name] ?? 0)) continue;
      newest[name] = found.serial;
      parts[name] = markup;
    }
    return parts;
  };

  const say = (words) => {
    if (words) said.textContent = words;
  };
  const tellLost = (words) => {
    say(words);
    lost.textContent = words;
    lost.hidden = false;
  };
  const hold = (found) => {
    waiting = found;
    held.hidden = false;
  };
  const show = (found) => {
    document.title = found.title;
    put(found.parts);
    waiting = null;
    held.hidden = true;
  };
  const take = (found) => {
    say(found.said);
    if (found.again) {
      link.textContent = found.said;
      held.hidden = false;
      return;
    }
    const parts = { ...(waiting?.parts ?? {}), ...current(found) };
    if (!Object.keys(parts).length) return;
    if (isBusy(parts)) hold({ title: found.title, parts });
    else show({ title: found.title, parts });
  };

  link.addEventListener("click", (event) => {
    if (!waiting) return;
    event.preventDefault();
    show(waiting);
    document.getElementById("text").focus();
  });
  document.addEventListener("focusout", () => {
    setTimeout(() => {
      if (waiting && !isBusy(waiting.parts)) show(waiting);
    }, 0);
  });

  form.addEventListener("submit", async (event) => {
    const pressed = event.submitter;
    if (!pressed) return;
    event.preventDefault();
    const before = part("page")?.innerHTML;
    let answer;
    try {
      const fields = new FormData(form);
      fields.set("do", pressed.value);
      answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { Accept: "application/json" },
      });
    } catch {
      tellLost(document.body.dataset.lost);
      return;
    }
    lost.hidden = true;
    if (!answer.ok) {
      submitPlainly(pressed);
      return;
    }
    const found = await answer.json();
    takeAnswer(pressed, found, before);
  });
  const takeAnswer = (pressed, found, before) => {
    if (found.go) {
      location.assign(found.go);
      return;
    }
    say(found.said);
    if (!part("page")) {
      location.assign(form.action.replace(/\/do$/, ""));
      return;
    }
    if (pressed.value === "ask" && !found.refused) document.getElementById("ask").value = "";
    show({ title: found.title, parts: { ...(waiting?.parts ?? {}), ...current(found) } });
    // A move of one's own is a new page: one begins at its top. News of the room never does that.
    if (MOVES.test(pressed.value) && part("page").innerHTML !== before) {
      document.getElementById("text").focus();
      scrollTo(0, 0);
    }
  };
  // The old way, with its own page of words where something stands in the way.
  const submitPlainly = (pressed) => {
    const wish = document.createElement("input");
    wish.type = "hidden";
    wish.name = "do";
    wish.value = pressed.value;
    form.append(wish);
    form.submit();
  };

  // The line of news. It beats every two seconds: one that is silent for longer is gone, whatever the browser believes.
  const SILENT = 4000;
  const { gone, back } = document.body.dataset;
  const address = new URL(document.body.dataset.events, location.href);
  let line = null;
  let isOver = false;
  let heard = Date.now();
  let begun = heard;
  let isGone = false;
  let answered = 0;
  const hear = (event) => {
    heard = Date.now();
    if (event.lastEventId) address.searchParams.set("at", event.lastEventId);
    if (isGone) isBack();
    // Whoever leads is there as long as their browser answers: a laptop that sleeps ends no line for minutes.
    if ("beside" in document.body.dataset && heard - answered >= 1000) {
      answered = heard;
      fetch(new URL("here", address)).catch(() => {});
    }
  };
  // What was not sent, and the line that was gone, are old news now.
  const isBack = () => {
    isGone = false;
    if (lost.hidden) return;
    tellLost(back);
    setTimeout(() => {
      if (lost.textContent === back) lost.hidden = true;
    }, 5000);
  };
  const listen = () => {
    line?.close();
    begun = Date.now();
    line = new EventSource(address);
    line.addEventListener("message", (event) => {
      const found = JSON.parse(event.data);
      hear(event);
      isOver = Boolean(found.again);
      if (isOver) line.close();
      take(found);
    });
    line.addEventListener("beat", hear);
    line.addEventListener("open", (event) => {
      newest = {}; // it may be another worker, which counts anew
      hear(event);
      isBack();
    });
  };
  const watch = () => {
    const now = Date.now();
    if (isOver || now - heard < SILENT) return;
    if (!isGone && (lost.hidden || lost.textContent === back)) tellLost(gone);
    isGone = true;
    if (now - begun > SILENT) listen(); // a browser gives up after an answer that was none, or waits for a dead line
  };
  listen();
  setInterval(watch, 500);
  addEventListener("pagehide", () => line?.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
