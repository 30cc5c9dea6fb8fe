// What a page does besides what it says; everything works without it.

const box = document.querySelector("[data-search]");

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
if (box) {
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
  };
  new IntersectionObserver(spy, { rootMargin: "0px 0px -66% 0px" }).observe(document.documentElement);
  for (const heading of headings) new IntersectionObserver(spy, { rootMargin: "0px 0px -66% 0px" }).observe(heading);
}

// What scrolls sideways can be reached with the keyboard.
for (const scroller of document.querySelectorAll(".prose table, .prose pre")) {
  if (scroller.scrollWidth > scroller.clientWidth) scroller.tabIndex = 0;
}
