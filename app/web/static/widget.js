// Contextual help on the pages of a portal: one script tag, one button, one panel. It makes no markup from text (every
// node is created by name), needs no Trusted Types policy, sets no inline style, keeps nothing in the browser, and
// tells a customer's numbers to nobody but the links that lead to the portal.

(() => {
  "use strict";

  const ONCE = Symbol.for("guichet.widget");
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement) || Object.hasOwn(window, ONCE)) return;
  Object.defineProperty(window, ONCE, { __proto__: null, value: true });

  const home = new URL(script.src, location.href).origin;
  const OURS = ["data-workflow", "data-locale", "data-ticket-form"];
  const NUMBER = /^[A-Za-z0-9._~-]{1,256}$/; // what an action's address may hold
  const LONGEST = 200; // characters of a query
  const PAUSE = 180; // ms without a keystroke before suggestions are asked for
  const LONG_PAUSE = 600; // before a search, or the answers to a ticket
  const SHORTEST = 2;
  const SHORTEST_TICKET = 3;
  const LONGEST_TICKET = 5000;
  const LONGEST_COMMENT = 4000;
  const SHOWN = 6;
  const FEW = 4; // articles of a screen that are alone in its list
  const REASONS = ["incorrect", "incomplete", "not-it", "unclear", "other"];
  const TICKET = "support.open-ticket";
  const BESIDE = { workflow: TICKET }; // told while a ticket is written, with answers to it on the screen
  const HEADINGS = new Map([["h2", "h4"], ["h3", "h5"], ["h4", "h6"], ["h5", "h6"]]); // below the panel's own
  const TAGS = new Set(("a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h2 h3 h4 "
    + "h5 h6 hr i img ins kbd li mark ol p pre q s samp section small span strong sub summary sup table tbody td tfoot th thead tr u ul var").split(" "));
  const ATTRIBUTES = new Set("class lang dir title colspan rowspan scope start reversed value open span alt width height loading".split(" "));
  const ICONS = {
    help: "M12 4c4.7 0 8.25 3 8.25 7s-3.55 7-8.25 7c-.8 0-1.6-.1-2.3-.25L5.5 20.25l.75-3.9C4.7 15 3.75 13.1 3.75 11c0-4 3.55-7 8.25-7zM10 9.2a2 2 0 1 1 2.9 1.8c-.6.35-.9.7-.9 1.4M12 14.6h.01",
    close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
    back: "M14.75 5.5L8.25 12l6.5 6.5",
    next: "M9.25 5.5l6.5 6.5-6.5 6.5",
    search: "M10.75 4.5a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5M15.5 15.5l4.75 4.75",
  };

  // A page may have put anything on Object.prototype: nothing here is looked up on an object that has it.
  const given = (name) => (script.getAttribute(name) ?? "").slice(0, LONGEST);
  const bare = (values) => Object.assign(Object.create(null), values);
  const read = (text) => JSON.parse(text, (_, value) => (value && typeof value === "object" && !Array.isArray(value) ? bare(value) : value));

  const numbers = new Map();
  for (const { name, value } of script.attributes) {
    if (name.startsWith("data-") && !OURS.includes(name) && NUMBER.test(value)) {
      numbers.set(name.slice(5).replaceAll("-", "_"), value);
    }
  }
  const screen = given("data-workflow");
  const objects = navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";
  const ticket = crypto.randomUUID?.(); // one for the form on this page, however often it is sent

  let config;
  let texts;
  let sheet;

  async function ask(path, values, options) {
    const query = values ? `?${new URLSearchParams(values)}` : "";
    const response = await fetch(home + path + query, bare({ credentials: "omit", referrerPolicy: "no-referrer", ...options }));
    if (!response.ok) throw new Error(String(response.status));
    return response.status === 202 ? null : read(await response.text());
  }

  const send = (path, body, keepalive = false) => ask(path, null, {
    method: "POST", headers: bare({ "Content-Type": "application/json" }), body: JSON.stringify({ locale: config.locale, ...body }), keepalive,
  });

  function tell(type, more) {
    if (!objects) send("/api/v1/events", { type, ...more }, true).catch(() => {});
  }

  // A page of ours as a document. Its scripts do not run and no text becomes markup by way of a string.
  const page = (path) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", home + path);
    request.responseType = "document";
    request.timeout = 15000;
    request.onload = () => {
      const found = request.response?.querySelector("[data-article]");
      if (request.status === 200 && found) resolve(found);
      else reject(new Error(String(request.status)));
    };
    request.onerror = request.ontimeout = () => reject(new Error("no answer"));
    request.send();
  });

  function make(tag, values, ...content) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(values ?? {})) {
      if (typeof value === "function") made.addEventListener(name, value);
      else if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...content.filter((each) => each !== null));
    return made;
  }

  function icon(name) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  const round = (name, label, act) => make("button", { type: "button", class: `round ${name}`, "aria-label": label, click: act }, icon(name));
  const outside = () => make("span", { class: "hidden" }, `\u00a0(${texts.window})`);

  // The path of one of our addresses, whatever name the help centre calls itself by.
  function pathOf(url) {
    try {
      return new URL(String(url), home).pathname;
    } catch {
      return "/";
    }
  }

  function actionAddress(workflow, article) {
    const url = new URL(`/go/${encodeURIComponent(workflow)}`, home);
    if (article) url.searchParams.set("from", article);
    url.searchParams.set("lang", config.locale);
    for (const name of config.takes[workflow] ?? []) {
      if (numbers.has(name)) url.searchParams.set(name, numbers.get(name));
    }
    return url.href;
  }

  // Where a link of an article leads, as attributes; null for what is no address.
  function linkTo(href, path, article) {
    let url;
    let steps;
    try {
      url = new URL(href, home + path);
      steps = url.pathname.split("/").map(decodeURIComponent);
    } catch {
      return null;
    }
    if (!["http:", "https:", "mailto:", "tel:"].includes(url.protocol)) return null;
    const [, first, second] = steps;
    if (url.origin === home && first === "go" && second) return { href: actionAddress(second, article) };
    if (url.origin === home && second === "articles" && !url.hash) return { href: url.href, click: opener(url.pathname) };
    return url.protocol.startsWith("http") ? { href: url.href, target: "_blank", rel: "noopener noreferrer" } : { href: url.href };
  }

  function copy(from, into, path, article) {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || !TAGS.has(node.localName)) continue;
      const values = {};
      for (const { name, value } of node.attributes) {
        if (ATTRIBUTES.has(name)) values[name] = value;
        if (name === "src" && value.startsWith("/media/")) values.src = home + value;
        if (name === "href") Object.assign(values, linkTo(value, path, article));
      }
      const made = make(HEADINGS.get(node.localName) ?? node.localName, values);
      copy(node, made, path, article);
      if (made.target) made.append(outside());
      into.append(made);
    }
  }

  // `came` says from where: the words it was found by, its place in results that were counted, a ticket's answers.
  const opener = (path, came) => (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    panel.article(path, bare(came));
  };

  const item = ({ title, summary, url }, came) => make("li", null, make(
    "a", { class: "item", href: home + pathOf(url), click: opener(pathOf(url), came) },
    make("b", null, title ?? ""), icon("next"), summary ? make("small", null, summary) : null,
  ));

  function shadow(host) {
    const root = host.attachShadow(bare({ mode: "open" }));
    root.adoptedStyleSheets = [sheet];
    const inner = make("div", { lang: config.locale, dir: config.direction });
    root.append(inner);
    return inner;
  }

  const panel = {
    turn: 0, // an answer to an earlier turn is dropped
    timer: 0,
    first: null, // the lists that are there before anything was typed
    read: null, // the article read last
    left: null, // the link that led to it

    build() {
      const host = make("guichet-widget");
      const status = make("p", { class: "hidden", role: "status" });
      const input = make("input", {
        type: "search", maxlength: LONGEST, autocomplete: "off", dir: "auto", "aria-label": texts.search, placeholder: texts.placeholder,
        input: () => this.typing(), // also of a word that is being composed, as telephones do with every one
      });
      const form = make("form", { class: "search", role: "search", submit: (event) => { event.preventDefault(); this.search(input.value.trim()); } }, icon("search"), input);
      const list = make("div", { class: "list" });
      const found = make("div", null, form, list);
      const article = make("div", { hidden: true });
      const back = round("back", texts.back, () => this.toList());
      const body = make("div", { class: "body" }, found, article);
      const foot = make("div", { class: "foot" });
      const head = make("div", { class: "head" }, back, make("h2", { id: "title" }, texts.title), round("close", texts.close, () => dialog.close()));
      const dialog = make("dialog", {
        "aria-labelledby": "title", keydown: (event) => this.keep(event), click: (event) => { if (event.target === dialog && outsideOf(dialog, event)) dialog.close(); },
      }, head, body, foot, status);
      const launch = make("button", { type: "button", class: "launch", "aria-haspopup": "dialog", click: () => this.open() }, icon("help"), texts.open);
      back.hidden = true;
      Object.assign(this, { status, input, found, results: list, view: article, back, body, foot, dialog });
      shadow(host).append(launch, dialog);
      this.footer();
      document.body.append(host);
    },

    footer() {
      const form = ticketForm();
      const write = config.ticket && !form
        ? make("a", { class: "ticket", href: actionAddress(TICKET, this.read) }, config.ticket) : null;
      const site = make("a", { href: `${home}/${config.locale}/`, target: "_blank", rel: "noopener" }, texts.site, outside());
      this.foot.replaceChildren(...[write, site].filter(Boolean));
    },

    open() {
      this.dialog.showModal();
      if (!this.results.firstChild) this.start();
      if (matchMedia("(pointer: fine)").matches) this.input.focus();
    },

    // The browser keeps the focus out of the page below; this keeps it from leaving for its own bars.
    keep(event) {
      if (event.key !== "Tab") return;
      const stops = [...this.dialog.querySelectorAll("a[href], button, input, textarea, summary, [tabindex='0']")].filter((each) => each.checkVisibility());
      const [first, last] = [stops[0], stops.at(-1)];
      const here = this.dialog.getRootNode().activeElement;
      if (here === (event.shiftKey ? first : last)) {
        event.preventDefault();
        (event.shiftKey ? last : first).focus();
      }
    },

    stop() {
      clearTimeout(this.timer);
      this.turn += 1;
      return this.turn;
    },

    // The articles of the portal's screen; where there are none, the first of the help centre.
    async start() {
      const mine = this.stop();
      const locale = config.locale;
      if (!this.first) {
        this.note(texts.loading);
        const list = (path, values) => ask(path, { locale, limit: SHOWN, ...values }).then(({ articles }) => articles.slice(0, SHOWN), () => []);
        const here = config.takes[screen] ? await list(`/api/v1/workflows/${encodeURIComponent(screen)}/articles`) : [];
        const theme = config.themes[screen] ?? here[0]?.category;
        const more = here.length < FEW ? await list("/api/v1/articles", theme ? { category: theme } : {}) : [];
        const others = more.filter(({ id }) => here.every((each) => each.id !== id)).slice(0, SHOWN - here.length);
        this.first = [[texts.here, here], [theme ? texts.same : texts.start, others]].filter(([, found]) => found.length);
      }
      if (mine !== this.turn) return;
      if (this.first.length) {
        this.show(...this.first);
      } else {
        this.first = null;
        this.note(texts.failed);
      }
    },

    note(text, lists = []) {
      this.show(...lists);
      this.results.prepend(make("p", { class: "note" }, text));
      this.say(text);
    },

    say(text) {
      this.status.textContent = text;
    },

    // Lists as [title, articles, query, whether the search was counted].
    show(...lists) {
      this.results.replaceChildren(...lists.flatMap(([title, articles, query, counted]) => [
        make("h3", null, title), make("ul", null, ...articles.map((each, place) => item(each, { query, position: counted ? place + 1 : 0 }))),
      ]));
      this.say(lists.map(([title, articles]) => `${title} (${articles.length})`).join(", "));
    },

    typing() {
      this.stop();
      const text = this.input.value.trim();
      if (text.length < SHORTEST) this.start();
      else this.timer = setTimeout(() => this.suggest(text), PAUSE);
    },

    async suggest(text) {
      const mine = this.stop();
      const found = await ask("/api/v1/suggest", { q: text, locale: config.locale, limit: SHOWN }).catch(() => null);
      if (mine !== this.turn) return;
      if (found?.results.length) this.show([texts.found, found.results, text]);
      else this.timer = setTimeout(() => this.search(text), LONG_PAUSE);
    },

    async search(text) {
      if (text.length < SHORTEST) return;
      const mine = this.stop();
      const found = await ask("/api/v1/search", { q: text, locale: config.locale, limit: SHOWN }).catch(() => null);
      if (mine !== this.turn) return;
      if (!found) this.note(texts.failed);
      else if (!found.results.length) this.note(texts.none, this.first ?? []);
      else this.show([found.answered ? texts.found : texts.closest, found.results, text, true]);
    },

    async article(path, came) {
      const mine = this.stop();
      const root = this.dialog.getRootNode();
      if (!this.found.hidden && this.found.contains(root.activeElement)) this.left = root.activeElement;
      if (!this.dialog.open) this.dialog.showModal();
      this.say(texts.loading);
      const from = await page(`/widget${path}`).catch(() => null);
      if (mine !== this.turn) return;
      if (!from) {
        this.toList();
        this.note(texts.failed);
        return;
      }
      const id = from.getAttribute("data-article");
      const locale = from.getAttribute("data-locale");
      const title = make("h3", { class: "topic", tabindex: -1 }, from.querySelector("[data-title]").textContent);
      const text = make("div", { class: "text" });
      copy(from.querySelector("[data-text]"), text, path, id);
      const actions = [...from.querySelectorAll("[data-action]")].map((link) => action(link, id));
      this.view.replaceChildren(
        make("article", { lang: locale, dir: from.getAttribute("dir") }, title, actions.length ? make("nav", { class: "actions", "aria-label": texts.actions }, ...actions) : "", text),
        verdict(id, locale, came.beside),
      );
      this.read = id;
      this.footer();
      this.found.hidden = true;
      this.view.hidden = this.back.hidden = false;
      this.body.scrollTop = 0;
      title.focus();
      for (const wide of text.querySelectorAll("table, pre")) if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
      this.say("");
      tell("open", { article: id, ...(came.query ? { query: came.query } : {}), ...(came.beside ? BESIDE : {}) });
      if (came.position) tell("click", { article: id, query: came.query, position: came.position });
    },

    toList() {
      this.stop();
      this.view.hidden = this.back.hidden = true;
      this.found.hidden = false;
      if (!this.results.firstChild) this.start();
      (this.left?.isConnected ? this.left : this.input).focus();
    },
  };

  function outsideOf(element, { clientX, clientY }) {
    const box = element.getBoundingClientRect();
    return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
  }

  function action(link, article) {
    const part = (name) => link.querySelector(name)?.textContent.trim() ?? "";
    const notes = [".action-hint", ".action-login"].map(part).filter(Boolean);
    return make("a", { class: "action", href: actionAddress(link.getAttribute("data-action"), article) },
      make("b", null, part(".action-label")), ...notes.map((text) => make("small", null, text)));
  }

  // Whether the article helped, then what was wrong with it. Nothing is said to be sent that was not.
  function verdict(article, locale, beside) {
    const box = make("section", { class: "verdict", "aria-labelledby": "verdict" });
    const step = (title, ...content) => {
      const heading = make("h4", { id: "verdict", tabindex: -1 }, title);
      box.replaceChildren(heading, ...content);
      box.scrollIntoView({ block: "nearest" });
      return heading;
    };
    const judge = (body) => send(`/api/v1/articles/${encodeURIComponent(article)}/feedback`, { locale, ...body }).then(() => true, () => false);
    const answer = (label, helpful, next) => make("button", {
      type: "button", click: async () => (await judge({ helpful }) ? next() : step(texts.unsent)).focus(),
    }, label);
    const solved = () => {
      tell("solved", { article, ...(beside ? BESIDE : {}) });
      return step(texts.thanks);
    };
    const details = () => {
      const choices = REASONS.map((reason) => make("input", { type: "radio", name: "reason", value: reason }));
      const words = make("textarea", { rows: 3, dir: "auto", maxlength: LONGEST_COMMENT, "aria-describedby": "care" });
      const failed = make("p", { role: "alert", class: "failed" });
      const submit = async (event) => {
        event.preventDefault();
        const reason = choices.find((each) => each.checked)?.value;
        const comment = words.value.trim();
        if (await judge({ helpful: false, ...(reason ? { reason } : {}), ...(comment ? { comment } : {}) })) step(texts.noted).focus();
        else failed.textContent = texts.unsent; // what was written stays
      };
      return step(texts.reasons, make(
        "form", { class: "details", submit },
        make("div", { role: "radiogroup", "aria-labelledby": "verdict" }, ...choices.map((each) => make("label", { class: "reason" }, each, texts[each.value]))),
        make("label", { class: "words" }, texts.comment, " ", make("small", null, texts.optional), words),
        make("p", { id: "care", class: "note" }, texts.care),
        failed,
        make("button", null, texts.send),
      ));
    };
    step(texts.question, make("div", { class: "choices" }, answer(texts.yes, true, solved), answer(texts.no, false, details)));
    return box;
  }

  function ticketForm() {
    try {
      const found = document.querySelector(given("data-ticket-form"));
      return found instanceof HTMLFormElement ? found : null;
    } catch {
      return null; // no attribute, or no selector
    }
  }

  // Answers to a ticket that is being written, above its button. They come and go; the form never waits for them.
  function watch(form) {
    const subject = form.querySelector("input[name*='subject' i], input[type='text'], input:not([type])");
    const message = form.querySelector("textarea");
    const submit = form.querySelector("button:not([type]), [type='submit']");
    let timer = 0;
    let turn = 0;
    let hidden = false;
    let host = null;
    let inner = null;
    let shown = "";
    const seen = new Set(); // ids of answers that stood there, each told once

    function show(answers) {
      const ids = answers.map(({ id }) => id).join();
      if (ids === shown) return;
      shown = ids;
      if (!host) {
        host = make("guichet-answers", { "data-answers": true });
        inner = shadow(host);
        inner.setAttribute("aria-live", "polite");
        // A row of buttons is never split.
        if (submit) (submit.parentElement === form ? submit : submit.parentElement).before(host);
        else form.append(host);
      }
      const hide = () => {
        hidden = true;
        host.remove();
        (message ?? subject).focus();
      };
      inner.replaceChildren(answers.length ? make(
        "section", { class: "answers", "aria-label": texts.answers },
        make("div", { class: "answers-head" }, make("p", null, texts.answers), round("close", texts.hide, hide)),
        make("ul", null, ...answers.map((each) => item(each, { beside: true }))),
      ) : "");
      answers.forEach(({ id }, place) => {
        if (!seen.has(id)) tell("search", { query: "", article: id, position: place + 1, ...BESIDE });
        seen.add(id);
      });
    }

    async function look() {
      turn += 1;
      const mine = turn;
      const text = [subject, message].map((field) => field?.value.trim() ?? "").filter(Boolean).join("\n").slice(0, LONGEST_TICKET);
      const body = { text, limit: 3, ...(config.takes[screen] ? { context: { workflow: screen } } : {}) };
      const found = text.length < SHORTEST_TICKET ? null : await send("/api/v1/deflect", body).catch(() => null);
      if (mine !== turn || hidden) return;
      show((found?.results ?? []).filter(({ confidence }) => confidence !== "low").slice(0, 3));
    }

    form.addEventListener("input", ({ target }) => {
      if (hidden || (target !== subject && target !== message)) return;
      clearTimeout(timer);
      timer = setTimeout(look, LONG_PAUSE);
    });
    form.addEventListener("submit", () => {
      tell("ticket", { ...(ticket ? { id: ticket } : {}), ...(panel.read ? { article: panel.read } : {}), ...(seen.size ? BESIDE : {}) });
    });
  }

  async function begin() {
    try {
      config = await ask("/widget/config.json", { locale: given("data-locale").slice(0, 35) });
      texts = config.texts;
      sheet = new CSSStyleSheet();
      sheet.replaceSync(config.style);
      panel.build();
      const form = ticketForm();
      if (form) watch(form);
    } catch {
      // The help centre is away, or the page forbids to ask it: the portal stays as it is.
    }
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin, bare({ once: true }));
  else begin();
})();
