// Loads the page again when what it shows was changed. A tab in the background keeps no connection: browsers allow six.
const bar = document.querySelector("[data-preview-events]");
let source = null;

const listen = () => {
  source = new EventSource(`${bar.dataset.previewEvents}?page=${encodeURIComponent(location.pathname)}`);
  source.onopen = () => bar.classList.remove("preview-lost");
  source.onerror = () => bar.classList.add("preview-lost");
  source.onmessage = (event) => {
    if (event.data !== bar.dataset.previewVersion) {
      stop();
      location.reload();
    }
  };
};

const stop = () => {
  source?.close();
  source = null;
};

if (bar) {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stop();
    else if (!source) listen();
  });
  addEventListener("pagehide", stop);
  addEventListener("pageshow", () => source || listen());
}
