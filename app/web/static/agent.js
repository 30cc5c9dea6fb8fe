// The reply desk: answers as one types, one key for each thing that is copied. Without it, the form does the same.

const form = document.getElementById("desk");
const text = document.getElementById("text");
const said = document.getElementById("said");
const PAUSE = 350;
const SHOWN = 5000;
const LONGEST = 10000;
const FORMS = { m: "markdown", h: "html", t: "text", l: "url", a: "action" };

let request = null;
let timer = 0;
let fading = 0;
let goes = false;
let copies = false;
let told = "";
let asked = text.value;
let hasTicket = asked.trim() !== "";

document.documentElement.classList.add("scripted");

const answers = () => document.getElementById("answers");
const cards = () => [...answers().querySelectorAll(".card")];

// What is said twice in a row is said twice: an unchanged text would not be read out. What a key did is shown besides,
// for as long as it takes to read; how many articles were found stands on the page already.
function say(words, shown = false) {
  clearTimeout(fading);
  said.textContent = "";
  said.classList.toggle("shown", shown && words !== "");
  requestAnimationFrame(() => { said.textContent = words; });
  if (shown) fading = setTimeout(() => said.classList.remove("shown"), SHOWN);
}

// A document parsed by the browser itself: the page's policy lets no script make one out of text.
function ask(submitter = null) {
  clearTimeout(timer);
  timer = 0;
  request?.abort();
  const sent = new FormData(form);
  sent.set("text", text.value.slice(0, LONGEST));
  if (submitter) sent.set("do", submitter.value);
  asked = text.value;
  hasTicket ||= asked.trim() !== "";
  request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "document";
  request.addEventListener("load", ({ target }) => {
    request = null;
    const fresh = target.response?.getElementById("answers");
    if (fresh) show(fresh, submitter);
    else fail(isOver(target));
  });
  request.addEventListener("error", () => { request = null; fail(false); });
  form.setAttribute("aria-busy", "true");
  request.send(sent);
}

// A session that is over is answered with the sign-in page, or with the one that says that the role has changed.
function isOver({ status, responseURL }) {
  return status === 403 || new URL(responseURL || location.href).pathname === "/login";
}

// The way in leads through this very page, in another tab: what was pasted stays here, and the desk knows the way back.
function fail(over) {
  form.removeAttribute("aria-busy");
  copies = false;
  const words = over ? form.dataset.over : form.dataset.away;
  const notice = document.createElement("p");
  notice.className = "notice notice-error";
  const text = document.createElement("span");
  text.textContent = `${words} `;
  notice.append(text);
  if (over) {
    const link = document.createElement("a");
    Object.assign(link, { href: form.action, target: "_blank", rel: "noopener", textContent: form.dataset.enter });
    text.append(link);
  }
  answers().querySelector(":scope > .notice-error")?.remove();
  answers().prepend(notice);
  say(words);
}

function show(fresh, submitter) {
  form.removeAttribute("aria-busy");
  const before = answers();
  const active = before.contains(document.activeElement) ? document.activeElement : null;
  const place = active && [active.id, active.closest(".card")?.id].filter(Boolean);
  const chosen = new Map([...before.querySelectorAll("[data-target]")].map((one) => [one.closest(".card").id, one.value]));
  for (const one of fresh.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus");
  before.replaceWith(document.adoptNode(fresh));
  for (const select of fresh.querySelectorAll("[data-target]")) {
    const value = chosen.get(select.closest(".card").id);
    if ([...select.options].some((option) => option.value === value)) select.value = value;
  }
  if (goes) first();
  else if (place) (place.map((id) => document.getElementById(id)).find(Boolean) ?? cards()[0] ?? text).focus();
  const words = submitter?.dataset.said || told;
  told = "";
  say(words || fresh.dataset.said, Boolean(words));
  if (copies) copyReply();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

// Another ticket is another customer's: no link, name, number or language of the one before goes with it.
function anew(known = new URLSearchParams()) {
  if (!hasTicket) return;
  hasTicket = false;
  request?.abort();
  request = null;
  const picks = answers().querySelectorAll('input[name="pick"]');
  const names = ["customer", "domain_id", "service_id", "locale"];
  const fields = names.map((name) => form.elements.namedItem(name)).filter(Boolean);
  if (picks.length || fields.some((field) => field.value)) told = form.dataset.anew;
  for (const pick of picks) pick.remove();
  for (const field of fields) field.value = known.get(field.name) ?? "";
}

// To the first article, as soon as the answers are those to what is written.
function first() {
  if (request || timer || asked !== text.value) {
    goes = true;
    if (!request || asked !== text.value) ask();
    return;
  }
  goes = false;
  cards()[0]?.focus();
}

async function write(field, rich) {
  try {
    if (rich && window.ClipboardItem) {
      const types = { "text/plain": field.value, "text/html": field.value };
      const blobs = Object.entries(types).map(([type, value]) => [type, new Blob([value], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } else await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without https, or where the browser forbids it: by selection.
    const closed = field.closest("details:not([open])");
    if (closed) closed.open = true;
    const active = document.activeElement;
    field.select();
    const done = document.execCommand("copy");
    if (done) {
      if (closed) closed.open = false;
      active?.focus();
    }
    return done;
  }
}

async function copy(card, kind) {
  const button = card.querySelector(`[data-copy-form="${kind}"]`);
  const anchor = card.querySelector("[data-target]")?.value ?? "";
  const links = [...card.querySelectorAll("[data-links]")].find((one) => one.dataset.links === anchor);
  const field = kind === "action" ? card.querySelector('[data-form="action"]') : links?.querySelector(`[data-form="${kind}"]`);
  if (!button && kind === "action") say(form.dataset.noAction, true);
  if (!button || !field || !(await write(field, kind === "html"))) return;
  flash(button);
  const legend = field.closest("fieldset").querySelector("legend").textContent;
  say(`${button.dataset.said} ${card.querySelector(".card-title").textContent} – ${legend}`, true);
  const body = new FormData();
  body.set("article", card.dataset.article);
  fetch(form.dataset.sent, { method: "POST", body, keepalive: true }).catch(() => {});
}

// The reply as it will be: with what was put in just before, whose answer may still be on its way.
async function copyReply() {
  if (timer) ask();
  copies = request !== null;
  if (copies) return;
  const reply = document.getElementById("reply");
  const button = document.querySelector("[data-copy-reply]");
  if (!reply || !(await write(reply, reply.dataset.kind === "html"))) return;
  flash(button);
  say(button.dataset.said, true);
}

function flash(button) {
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1500);
}

function press(card, selector) {
  card.querySelector(selector)?.click();
}

// Why nothing goes into the reply, where it does not: customers cannot open the article, it is there, there is no room.
function refused(card) {
  if (!card.querySelector("[data-pick]")) return form.dataset.internal;
  const picks = [...answers().querySelectorAll('input[name="pick"]')].map((one) => one.value);
  if (picks.includes(pickOf(card))) return form.dataset.again;
  return picks.length >= Number(form.dataset.most) ? form.dataset.full : "";
}

function pickOf(card) {
  const anchor = card.querySelector("[data-target]")?.value ?? "";
  return `${card.dataset.article}${anchor && `#${anchor}`}`;
}

function intoReply(card) {
  const why = refused(card);
  if (why) say(why, true);
  else press(card, "[data-pick]");
}

function move(card, key) {
  const every = cards();
  const places = { ArrowDown: every.indexOf(card) + 1, ArrowUp: every.indexOf(card) - 1, Home: 0, End: every.length - 1 };
  if (places[key] < 0) text.focus();
  else every[places[key]]?.focus();
}

function nextSection(card) {
  const select = card.querySelector("[data-target]");
  if (!select) return;
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  say(select.selectedOptions[0].textContent);
}

function report() {
  const missing = document.getElementById("missing");
  if (!missing) return;
  missing.open = true;
  missing.querySelector("textarea").focus();
}

const KEYS = {
  s: nextSection,
  r: intoReply,
  p: (card) => press(card, "[data-pin]"),
  o: (card) => press(card, "[data-open]"),
  c: copyReply,
  n: report,
};

// Letters act where an article has the focus, never in a field; the rest of the page keeps all keys.
function onKey(event) {
  const { target, key } = event;
  if (event.isComposing) return;
  if (target === text && key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    first();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = target.closest("input, textarea, select");
  const card = target.closest(".card");
  if (key === "Escape" && target !== text && (card || field)) {
    event.preventDefault();
    text.focus();
    return;
  }
  if (field || !card) return;
  const letter = key.toLowerCase();
  if (["ArrowDown", "ArrowUp", "Home", "End"].includes(key)) move(card, key);
  else if (FORMS[letter]) copy(card, FORMS[letter]);
  else if (KEYS[letter]) KEYS[letter](card);
  else return;
  event.preventDefault();
}

form.addEventListener("keydown", onKey);
text.addEventListener("input", later);
text.addEventListener("paste", () => {
  if (text.selectionStart === 0 && text.selectionEnd === text.value.length) anew();
});

form.addEventListener("change", ({ target }) => {
  if (target.matches('[name="locale"], [name="domain_id"], [name="service_id"], [name="customer"], [name="form"]')) ask();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.matches("[data-pick]")) {
    const card = submitter.closest(".card");
    const why = refused(card);
    if (why) return say(why, true);
    const pick = document.createElement("input");
    pick.type = "hidden";
    pick.name = "pick";
    pick.value = pickOf(card);
    submitter.value = `pick:${pick.value}`;
    // At once: the next key may come before the answer to this one.
    answers().prepend(...answers().querySelectorAll('input[name="pick"]'), pick);
  } else if (submitter?.value.startsWith("drop:")) {
    for (const pick of answers().querySelectorAll('input[name="pick"]')) {
      if (`drop:${pick.value}` === submitter.value) pick.remove();
    }
  }
  if (!submitter || submitter.value === "find") {
    goes = true;
    ask();
  } else ask(submitter);
});

form.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy-form]");
  if (button) copy(button.closest(".card"), button.dataset.copyForm);
  else if (target.closest("[data-copy-reply]")) copyReply();
});

const bookmark = document.querySelector("[data-bookmark]");
bookmark?.addEventListener("click", (event) => {
  event.preventDefault();
  say(bookmark.dataset.bookmark, true);
  bookmark.parentElement.nextElementSibling.focus();
  document.getElementById("bookmark").select();
});

// A ticket that came with the address leaves it at once: addresses are kept in histories.
function take() {
  const handed = location.hash.startsWith("#text=") ? location.hash.slice(6) : null;
  const address = new URL(location.href);
  if (handed === null && !address.searchParams.has("text")) return;
  address.hash = "";
  address.searchParams.delete("text");
  history.replaceState(null, "", address);
  if (handed === null) return;
  try {
    text.value = decodeURIComponent(handed).slice(0, LONGEST);
  } catch {
    return;
  }
  anew(address.searchParams);
  goes = true;
  ask();
}

addEventListener("hashchange", take);
take();
