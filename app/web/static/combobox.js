// Search as you type: an ARIA 1.2 combobox whose list only suggests. The form works without it.

const PAUSE = 120; // ms without a keystroke before the server is asked
const SPEAKING = 150; // ms after which a text is new to screen readers that had the same before
const SHORTEST = 2;
const LONGEST = 200; // characters that the server takes; what is longer it explains once asked to search
const ARTICLES = 5;
const WORDS = 3;
const REMEMBERED = 8;
const KEY = "guichet.recent";
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&#x27;": "'" };

// Recent searches, by language, never leave the browser; whoever asks sites not to track is not remembered here either.
const recent = {
  wanted: !navigator.globalPrivacyControl && navigator.doNotTrack !== "1",
  language: document.documentElement.lang,
  all() {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY));
      return stored instanceof Object && !Array.isArray(stored) ? stored : {};
    } catch {
      return {};
    }
  },
  read() {
    const texts = this.wanted ? this.all()[this.language] : null;
    return Array.isArray(texts) ? texts.filter((text) => typeof text === "string").slice(0, REMEMBERED) : [];
  },
  write(texts) {
    const all = { ...this.all(), [this.language]: texts.slice(0, REMEMBERED) };
    if (!texts.length) delete all[this.language];
    try {
      if (this.wanted && Object.keys(all).length) localStorage.setItem(KEY, JSON.stringify(all));
      else localStorage.removeItem(KEY);
    } catch {
      // Storage is full or forbidden: nothing is remembered.
    }
  },
  add(text) {
    const same = text.toLowerCase();
    if (text) this.write([text, ...this.read().filter((other) => other.toLowerCase() !== same)]);
  },
};

// Text with <mark> as nodes: nothing else in it can become an element.
function marked(html) {
  const fragment = document.createDocumentFragment();
  let into = fragment;
  for (const part of html.split(/(<\/?mark>)/)) {
    if (part === "<mark>") fragment.append((into = document.createElement("mark")));
    else if (part === "</mark>") into = fragment;
    else into.append(part.replace(/&(?:amp|lt|gt|quot|#34|#39|#x27);/g, (entity) => ENTITIES[entity]));
  }
  return fragment;
}

// A form that has no place for recent searches remembers none; one that asks for the team sends who asks.
export function combobox(input) {
  const form = input.form;
  const panel = form.querySelector("template").content.firstElementChild.cloneNode(true);
  const list = panel.querySelector("[role=listbox]");
  const status = document.createElement("p");
  const clear = panel.querySelector("[data-clear]");
  const groups = Object.fromEntries([...panel.querySelectorAll("[role=group]")].map((group) => {
    const [title, model] = group.children;
    return [group.dataset.kind, { group, title, model, last: group.contains(clear) ? [clear] : [] }];
  }));
  const remembers = "recent" in groups;
  const known = new Map();
  let options = [];
  let active = -1;
  let typed = input.value;
  let turn = 0; // an answer to an earlier turn is dropped
  let request = null;
  let timer = 0;
  let telling = 0;
  let quietUntil = 0;

  status.className = "hidden";
  status.setAttribute("role", "status");
  list.id = `${input.id}-list`;
  input.setAttribute("aria-controls", list.id);
  form.append(panel, status);

  // What is said twice in a row is said twice: an unchanged text would not be read out.
  function say(words) {
    clearTimeout(telling);
    status.textContent = "";
    if (words) telling = setTimeout(() => { status.textContent = words; }, SPEAKING);
  }

  function cancel() {
    turn += 1;
    clearTimeout(timer);
    request?.abort();
  }

  function point(index, fill = true) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = options[active];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
    } else {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }
    if (fill) input.value = option?.dataset.text ?? typed;
  }

  // What the box holds then is what counts as typed, be it a suggestion.
  function close() {
    cancel();
    point(-1, false);
    typed = input.value;
    say("");
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function make(kind, text, href, content) {
    const option = groups[kind].model.cloneNode(true);
    option.href = href;
    if (text) option.dataset.text = text;
    option.querySelector("span").append(content);
    return option;
  }

  // With what else the form sends: a theme stays chosen.
  const search = (kind) => (text) => {
    const sent = new URLSearchParams(new FormData(form));
    sent.set("q", text);
    return make(kind, text, `${form.action}?${sent}`, text);
  };

  function label(option, text) {
    const name = document.createElement("small");
    name.append(text);
    option.append(name);
  }

  function article({ title_html, url, visibility }) {
    // Only the path: the page may be read under another name than the one that addresses are made with.
    const { pathname } = new URL(url, location.href);
    const option = make("articles", null, pathname, marked(title_html));
    const language = pathname.replace("/agent/articles", "").split("/")[1];
    if (language !== document.documentElement.lang) {
      option.lang = language;
      option.hreflang = language;
      label(option, new Intl.DisplayNames([language], { type: "language" }).of(language));
    }
    if (visibility) label(option, panel.dataset.internal);
    return option;
  }

  function show(made) {
    point(-1, false);
    for (const [kind, { group, title, last }] of Object.entries(groups)) {
      const found = made[kind] ?? [];
      group.replaceChildren(title, ...found, ...(found.length ? last : []));
      group.hidden = !found.length;
    }
    options = [...list.querySelectorAll("[role=option]")];
    options.forEach((option, index) => { option.id = `${list.id}-${index}`; });
    panel.hidden = !options.length;
    panel.scrollTop = 0;
    input.setAttribute("aria-expanded", String(!panel.hidden));
    const number = options.filter((option) => option !== clear).length;
    const words = made.recent ? panel.dataset.recalled : number ? panel.dataset.found : panel.dataset.none;
    say(words.replace("%(n)s", number));
  }

  function remind() {
    const texts = remembers ? recent.read() : [];
    if (texts.length) show({ recent: texts.map(search("recent")) });
    else close();
  }

  async function fetched(text) {
    if (known.has(text) || Date.now() < quietUntil) return known.get(text);
    request = new AbortController();
    const address = `${form.dataset.suggest}&${new URLSearchParams({ q: text, limit: ARTICLES })}`;
    const response = await fetch(address, { signal: request.signal, credentials: form.dataset.credentials ?? "omit" });
    if (!response.ok) {
      quietUntil = Date.now() + 1000 * (Number(response.headers.get("Retry-After")) || 1);
      return undefined;
    }
    const answer = await response.json();
    known.set(text, answer);
    return answer;
  }

  async function ask() {
    cancel();
    const mine = turn;
    const text = typed;
    if (!text.trim()) return remind();
    if (text.trim().length < SHORTEST || text.trim().length > LONGEST) return close();
    const answer = await fetched(text).catch(() => undefined);
    // Late, or somebody is choosing from the list already.
    if (mine !== turn || active >= 0 || document.activeElement !== input) return undefined;
    if (!answer) return close();
    return show({
      articles: answer.results.map(article),
      searches: answer.completions.slice(0, WORDS).map(search("searches")),
    });
  }

  function typing() {
    cancel();
    point(-1, false);
    typed = input.value;
    if (typed.trim().length < SHORTEST) ask();
    else timer = setTimeout(ask, PAUSE);
  }

  // Whoever moves the caret is in the box again: a suggestion that stands there is taken as typed.
  function edit() {
    if (active < 0) return;
    if (input.value === typed) point(-1, false);
    else typing();
  }

  function choose(event) {
    const option = event.target.closest("[role=option]");
    if (option === clear) {
      event.preventDefault();
      recent.write([]);
      input.value = "";
      close();
      say(panel.dataset.cleared);
    } else if (option) {
      if (remembers) recent.add(option.dataset.text ?? typed.trim());
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) close();
    }
  }

  const keys = {
    ArrowDown(event) {
      event.preventDefault();
      if (panel.hidden) ask();
      else if (!event.altKey) point(active + 1 < options.length ? active + 1 : -1);
    },
    ArrowUp(event) {
      event.preventDefault();
      if (event.altKey) close();
      else if (!panel.hidden) point(active < 0 ? options.length - 1 : active - 1);
    },
    Enter(event) {
      if (active < 0) return;
      event.preventDefault();
      options[active].click();
    },
    Escape(event) {
      if (panel.hidden) return;
      event.preventDefault();
      input.value = typed;
      close();
    },
    Tab: close,
    Home: edit,
    End: edit,
    ArrowLeft: edit,
    ArrowRight: edit,
  };

  // Also while a word is being composed: telephones compose every word, and end it with the space after it.
  input.addEventListener("input", () => { if (active >= 0 || input.value !== typed) typing(); });
  input.addEventListener("keydown", (event) => { if (!event.isComposing) keys[event.key]?.(event); });
  for (const name of ["focus", "click"]) {
    input.addEventListener(name, () => { if (panel.hidden && !input.value) remind(); });
  }
  input.addEventListener("click", edit);
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(); });
  form.addEventListener("submit", () => { if (remembers) recent.add(input.value.trim()); close(); });
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  panel.addEventListener("click", choose);

  // What happened while this file was on its way.
  if (document.activeElement === input) {
    if (input.value !== input.defaultValue) typing();
    else if (!input.value) remind();
  }
}
