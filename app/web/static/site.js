// What a page does besides what it says; everything works without it.

const box = document.querySelector("[data-search], [data-team-search]");

function typing(target) {
  return target instanceof Element && (target.closest("input, textarea, select") !== null || target.isContentEditable);
}

// `/` and Ctrl-K (or Cmd-K) go to the search box, from anywhere on the page.
document.addEventListener("keydown", (event) => {
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
  const command = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (box && (slash || command)) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

// Search as you type is fetched when somebody is about to type.
if (box?.form.dataset.combobox) {
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
  const begin = () => import(box.form.dataset.combobox).then(({ combobox }) => combobox(box)).catch(() => {
    for (const name of Object.keys(attributes)) box.removeAttribute(name);
  });
  if (document.activeElement === box) begin();
  else box.addEventListener("focus", begin, { once: true });
}

if (matchMedia("(pointer: fine)").matches) {
  for (const key of document.querySelectorAll(".slash")) key.hidden = false;
}

// The permanent link copies itself instead of leading away from the page that it names.
for (const link of document.querySelectorAll("[data-copy]")) {
  const words = link.querySelector("span");
  const before = words.textContent;
  words.setAttribute("aria-live", "polite");
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.dataset.copy);
    } catch {
      location.assign(link.href);
      return;
    }
    words.textContent = link.dataset.copied;
    link.classList.add("done");
    setTimeout(() => {
      words.textContent = before;
      link.classList.remove("done");
    }, 2500);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// The table of contents is open where it has a column of its own, and shows where one is.
const toc = document.querySelector("[data-open-wide]");
if (toc) {
  const wide = matchMedia("(min-width: 62.5em)");
  const follow = () => { toc.open = wide.matches; };
  follow();
  wide.addEventListener("change", follow);
  const links = new Map([...toc.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const spy = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const current = passed.at(-1)?.id;
    for (const [id, link] of links) {
      if (id === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    // A long list of its own column scrolls along; what moves the page instead would take it from the reader.
    const at = wide.matches && links.get(current);
    if (at) {
      const [outer, inner] = [toc.getBoundingClientRect(), at.getBoundingClientRect()];
      if (inner.top < outer.top || inner.bottom > outer.bottom) toc.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  };
  new IntersectionObserver(spy, { rootMargin: "0px 0px -66% 0px" }).observe(document.documentElement);
  for (const heading of headings) new IntersectionObserver(spy, { rootMargin: "0px 0px -66% 0px" }).observe(heading);
}

// What scrolls sideways can be reached with the keyboard. Asking for widths at once would hold up the first picture.
const scrollers = new IntersectionObserver((entries) => {
  for (const { target } of entries) if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
}, { rootMargin: "100000px" });
for (const scroller of document.querySelectorAll(".prose table, .prose pre")) scrollers.observe(scroller);

const prose = document.querySelector(".prose[data-heading]");
if (prose) {
  // A heading is the link to itself: its name stays what it is, and every hand reaches it. Links do not hold links.
  for (const heading of prose.querySelectorAll(":is(h2, h3)[id]:not(:has(a))")) {
    const link = document.createElement("a");
    link.className = "heading-link";
    link.href = `#${heading.id}`;
    link.title = prose.dataset.heading;
    link.draggable = false;
    link.append(...heading.childNodes);
    heading.append(link);
  }
  for (const code of navigator.clipboard ? prose.querySelectorAll("pre") : []) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-code";
    button.textContent = prose.dataset.copyCode;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent.trimEnd());
      } catch {
        getSelection().selectAllChildren(code);
        return;
      }
      button.textContent = prose.dataset.codeCopied;
      setTimeout(() => { button.textContent = prose.dataset.copyCode; }, 2500);
    });
    const frame = document.createElement("div");
    frame.className = "code";
    code.replaceWith(frame);
    frame.append(code, button);
  }
}

// An answer to « did it help? » is sent without leaving the article; what does that is fetched with the first answer.
const feedback = document.querySelector("[data-feedback]");
if (feedback) {
  let plain = false;
  feedback.addEventListener("submit", (event) => {
    if (plain) return;
    event.preventDefault();
    const { target: form, submitter } = event;
    import(feedback.dataset.feedback).then(({ send }) => send(feedback, form, submitter)).catch(() => {
      plain = true;
      form.requestSubmit(submitter);
    });
  });
}

// What only a page can tell is sent without an identity, and not at all for a reader who objects.
const objects = navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
const locale = document.documentElement.lang;
function tell(event) {
  if (!objects && navigator.sendBeacon) {
    navigator.sendBeacon("/api/v1/events", new Blob([JSON.stringify({ locale, ...event })], { type: "application/json" }));
  }
}

// A cache may have answered in our place, and a page prepared in advance is read when it is shown: so it says so
// itself. Where the server has counted the reader already, both are one.
const read = document.querySelector("[data-read]");
if (read) {
  const shown = () => {
    if (document.prerendering || document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", shown);
    document.removeEventListener("prerenderingchange", shown);
    setTimeout(tell, 1000, { type: "view", article: read.dataset.read });
  };
  document.addEventListener("visibilitychange", shown);
  document.addEventListener("prerenderingchange", shown);
  shown();
}

// Which of the results was opened, and its place; the links themselves stay plain.
for (const list of document.querySelectorAll("[data-query]")) {
  const opened = (event) => {
    const entry = event.target.closest("a[href]") && event.button < 2 && event.target.closest("[data-article]");
    if (!entry) return;
    const position = (list.start ?? 1) + [...list.children].indexOf(entry);
    tell({ type: "click", query: list.dataset.query, article: entry.dataset.article, position });
  };
  list.addEventListener("click", opened);
  list.addEventListener("auxclick", opened);
}
