// Answering whether an article helped without leaving it: each step is the section of the page that the form leads to.

const YOUNGEST = 2000; // ms for which a form with words is kept: the server takes a faster one for a program's
let shown = 0; // when the form of this step appeared, in ms of the page's life

function oldEnough(form) {
  const wait = form.elements.namedItem("token") ? shown + YOUNGEST - performance.now() : 0;
  return wait > 0 ? new Promise((resolve) => { setTimeout(resolve, wait); }) : null;
}

// The answer of the server as a document; its text never becomes markup of ours by way of a string.
function ask(form, fields) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.timeout = 15000;
    request.onload = () => {
      const section = request.response?.getElementById("feedback");
      if (section) resolve(section);
      else reject(new Error(String(request.status)));
    };
    request.onerror = request.ontimeout = () => reject(new Error("no answer"));
    request.send(fields);
  });
}

function say(section, text) {
  let status = section.nextElementSibling;
  if (!status?.matches("[data-status]")) {
    status = document.createElement("p");
    status.className = "hidden";
    status.dataset.status = "";
    status.setAttribute("role", "status");
    section.after(status);
  }
  status.textContent = text;
}

function warn(form, text) {
  form.querySelector("[data-failed]")?.remove();
  const notice = document.createElement("p");
  notice.className = "notice notice-error";
  notice.dataset.failed = "";
  notice.setAttribute("role", "alert");
  notice.textContent = text;
  form.prepend(notice);
}

export async function send(section, form, submitter) {
  if (section.ariaBusy === "true") return;
  const fields = new URLSearchParams(new FormData(form));
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  section.ariaBusy = "true";
  say(section, section.dataset.sending);
  try {
    await oldEnough(form);
    const next = await ask(form, fields);
    section.replaceChildren(...document.importNode(next, true).childNodes);
    shown = performance.now();
    const heading = section.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
    say(section, heading.textContent);
  } catch {
    warn(form, section.dataset.failed);
    say(section, "");
  } finally {
    section.ariaBusy = "false";
  }
}
