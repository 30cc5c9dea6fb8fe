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

  // What scrolls sideways can be reached with the keyboard.
  const scrollers = new IntersectionObserver((entries) => {
    for (const { target } of entries) if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
  }, { rootMargin: "100000px" });
  for (const scroller of document.querySelectorAll(".prose table, .prose pre")) scrollers.observe(scroller);

  const place = document.querySelector("[data-offline]");
  if (!place || !globalThis.guichetSearch || !globalThis.guichetIndex) return;

  const SHOWN = 20;
  const CLOSEST = 3;
  const engine = globalThis.guichetSearch(globalThis.guichetIndex);
  const extracts = globalThis.guichetExtracts(engine);
  const model = place.querySelector("template").content;
  const list = place.querySelector("[data-results]");
  const state = place.querySelector("[data-state]");
  const everything = document.querySelector("[data-all]");

  function element(name, ...content) {
    const made = document.createElement(name);
    made.append(...content);
    return made;
  }

  function link(address, ...content) {
    const made = element("a", ...content);
    made.href = address;
    return made;
  }

  // What the page says, around what somebody typed: set apart, for its words may run the other way.
  function say(name, values = {}) {
    return place.dataset[name].split(/(%\(\w+\)s)/).map((part) => {
      const value = values[/^%\((\w+)\)s$/.exec(part)?.[1]];
      return typeof value === "string" ? element("bdi", value) : String(value ?? part);
    });
  }

  const address = (text, exact) => `?${new URLSearchParams(exact ? { q: text, exact: "1" } : { q: text })}`;

  function entry(doc, found) {
    const article = engine.data.docs[doc];
    const { parts, sections } = extracts.of(doc, found);
    const item = model.querySelector("li").cloneNode(true);
    item.dataset.article = article.id;
    const title = item.querySelector("h2 a");
    title.href = article.url;
    title.textContent = article.title;
    item.querySelector("[data-text]").append(...parts.map(([words, matched]) => (matched ? element("mark", words) : words)));
    const spots = item.querySelector(".spots");
    if (!sections.length) spots.remove();
    spots.append(...sections.map((each) => element("li", link(`${article.url}#${each.anchor}`, each.title))));
    item.querySelector("[data-category]").textContent = article.category;
    return item;
  }

  // That an exclusion left nothing, and the search without it: this page again.
  function whyEmpty({ text, without }) {
    return [
      element("h2", ...say("emptied", { exclusion: text })),
      element("p", ...say("excludes")),
      element("p", link(address(without), ...say("without", { query: without }))),
    ];
  }

  // What was searched for instead, and the way to what was typed.
  function instead(corrected, asked) {
    const told = element("p", element("strong", ...say("corrected", { query: corrected })), " ", link(address(asked, true), ...say("exactly", { query: asked })));
    told.className = "search-instead";
    return told;
  }

  function about({ answered, corrected, total, hits }, asked) {
    if (!answered) return [element("h2", ...say("none", { query: asked })), ...(hits.length ? [element("p", place.dataset.closest)] : [])];
    const number = (one, many) => element("p", ...say(total === 1 ? one : many, { n: total, query: asked }));
    return corrected ? [instead(corrected, asked), number("correctedOne", "correctedMany")] : [number("one", "many")];
  }

  function show(text, exact) {
    const asked = text.trim();
    list.replaceChildren();
    state.replaceChildren();
    place.hidden = !asked;
    everything.hidden = false;
    if (!asked) return;
    const answer = engine.search(asked, exact);
    if (answer.emptied) {
      state.append(...whyEmpty(answer.emptied));
      return;
    }
    state.append(...about(answer, asked));
    list.append(...answer.hits.slice(0, answer.answered ? SHOWN : CLOSEST).map((hit) => entry(hit.doc, answer.found)));
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
  const sent = new URLSearchParams(location.search);
  box.value = sent.get("q") ?? "";
  show(box.value, sent.get("exact") === "1");
})();
