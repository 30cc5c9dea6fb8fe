// What a page of a static export does besides what it says; everything but the search works without it.
// A classic script, not a module: browsers load no module from file://.
(() => {
  "use strict";

  const box = document.querySelector("[data-search]");
  const typing = (target) => target instanceof Element && (target.closest("input, textarea, select") !== null || target.isContentEditable);

  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    const command = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!box || !(slash || command)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  if (matchMedia("(pointer: fine)").matches) for (const key of document.querySelectorAll(".slash")) key.hidden = false;

  const toc = document.querySelector("[data-open-wide]");
  if (toc) {
    const wide = matchMedia("(min-width: 62.5em)");
    const follow = () => { toc.open = wide.matches; };
    follow();
    wide.addEventListener("change", follow);
  }

  const place = document.querySelector("[data-offline]");
  if (!place || !globalThis.guichetSearch || !globalThis.guichetIndex) return;

  const SHOWN = 20;
  const engine = globalThis.guichetSearch(globalThis.guichetIndex);
  const model = place.querySelector("template").content;
  const list = place.querySelector("[data-results]");
  const state = place.querySelector("[data-state]");
  const everything = document.querySelector("[data-all]");
  const say = (name, values) => place.dataset[name].replace(/%\((\w+)\)s/g, (_, key) => values[key]);

  function entry(doc, needles) {
    const article = engine.data.docs[doc];
    const { parts, section } = engine.extract(doc, needles);
    const item = model.querySelector("li").cloneNode(true);
    item.dataset.article = article.id;
    const link = item.querySelector("h2 a");
    link.href = article.url;
    link.textContent = article.title;
    const text = item.querySelector("[data-text]");
    for (const [words, matched] of parts) {
      if (!matched) text.append(words);
      else {
        const mark = document.createElement("mark");
        mark.append(words);
        text.append(mark);
      }
    }
    const spots = item.querySelector(".spots");
    if (section) {
      const spot = spots.querySelector("a");
      spot.href = `${article.url}#${section.anchor}`;
      spot.textContent = section.title;
    } else spots.remove();
    item.querySelector("[data-category]").textContent = article.category;
    return item;
  }

  // That an exclusion left nothing, and the search without it: this page again.
  function whyEmpty({ text, without }) {
    const [title, reason, way] = [document.createElement("h2"), document.createElement("p"), document.createElement("p")];
    title.append(say("emptied", { exclusion: text }));
    const link = document.createElement("a");
    link.href = `?${new URLSearchParams({ q: without })}`;
    link.append(say("without", { query: without }));
    reason.append(say("excludes", {}));
    way.append(link);
    return [title, reason, way];
  }

  function show(text) {
    const asked = text.trim();
    list.replaceChildren();
    state.replaceChildren();
    place.hidden = !asked;
    if (!asked) {
      everything.hidden = false;
      return;
    }
    const answer = engine.search(asked);
    const hits = answer.answered ? answer.hits.slice(0, SHOWN) : answer.hits.slice(0, 3);
    const lines = [];
    if (answer.emptied) {
      state.append(...whyEmpty(answer.emptied));
      everything.hidden = false;
      return;
    }
    if (answer.answered && answer.corrected) lines.push(say("corrected", { query: answer.corrected }));
    lines.push(answer.answered ? say(answer.total === 1 ? "one" : "many", { n: answer.total, query: asked }) : say("none", { query: asked }));
    if (!answer.answered && hits.length) lines.push(place.dataset.closest);
    for (const line of lines) {
      const paragraph = document.createElement("p");
      paragraph.append(line);
      state.append(paragraph);
    }
    list.append(...hits.map((hit) => entry(hit.doc, answer.needles ?? new Set())));
    everything.hidden = answer.answered;
  }

  let timer = 0;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 120, box.value);
  });
  box.form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(box.value);
    try {
      history.replaceState(null, "", `?${new URLSearchParams({ q: box.value })}`);
    } catch {
      // Some browsers do not change the address of a file: the results are there all the same.
    }
  });
  box.value = new URLSearchParams(location.search).get("q") ?? "";
  show(box.value);
})();
