// How far the reading is, as it goes on; then the page of what was read. Without this script the page loads
// itself anew every two seconds.
const told = document.getElementById("told"), bar = document.getElementById("done");
const source = new EventSource(`/api/v1/circulars/${told.dataset.circular}/events`);
let failures = 0;
source.addEventListener("progress", (event) => {
  failures = 0;
  const { status, progress } = JSON.parse(event.data);
  if (status !== "received" && status !== "reading") {
    source.close();
    location.reload();
    return;
  }
  const { page, pages } = progress;
  const words = status === "received" ? told.dataset.waiting
    : pages ? told.dataset.page.replace("{page}", page).replace("{pages}", pages) : told.dataset.reading;
  if (told.textContent.trim() !== words) told.textContent = words;
  if (pages) { bar.max = pages; bar.value = page; }
});
// The service may be restarting: the browser tries again by itself, and after some time we look afresh.
source.addEventListener("error", () => { if (++failures > 5) location.reload(); });
addEventListener("pagehide", () => source.close());
