// Draws the letter anew beside its wording after each pause in typing. Without this script the picture shows the
// saved version, and the form has a button that opens what was typed as a PDF.
const form = document.getElementById("letter");
const state = document.getElementById("preview-state");
const pane = document.getElementById("preview");
const PAUSE = 500; // milliseconds without a key
document.documentElement.classList.add("scripted");
let waiting, running, sending = false, changed = false;

async function draw() {
  running?.abort();
  const mine = (running = new AbortController());
  pane.classList.add("stale");
  state.textContent = form.dataset.working;
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: mine.signal });
    if (!answer.ok) {
      const plain = answer.headers.get("content-type")?.startsWith("text/plain");
      state.textContent = plain ? await answer.text() : form.dataset.failed;
      return;
    }
    show(await createImageBitmap(await answer.blob()), answer.headers.get("x-pages"));
    state.textContent = form.dataset.done;
    pane.classList.remove("stale");
  } catch (error) {
    if (error.name !== "AbortError") state.textContent = form.dataset.failed;
  }
}

function show(picture, pages) {
  let sheet = pane.querySelector(".sheet");
  if (sheet.tagName !== "CANVAS") {
    const canvas = document.createElement("canvas");
    canvas.className = "sheet";
    canvas.setAttribute("role", "img");
    sheet.replaceWith(canvas);
    sheet = canvas;
  }
  sheet.width = picture.width;
  sheet.height = picture.height;
  sheet.setAttribute("aria-label", `${form.dataset.label} ${pages}`);
  sheet.getContext("2d").drawImage(picture, 0, 0);
}

form.addEventListener("input", () => {
  changed = true;
  clearTimeout(waiting);
  waiting = setTimeout(draw, PAUSE);
});

// A list always ends in an empty field: typing there adds the next.
form.addEventListener("input", ({ target }) => {
  const item = target.closest(".item");
  if (!item || item.parentElement.querySelector(".item:last-of-type") !== item || !target.value.trim()) return;
  const added = item.cloneNode(true);
  const place = item.parentElement.querySelectorAll(".item").length + 1;
  const field = added.querySelector("textarea");
  field.value = "";
  field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, place));
  added.querySelector(".item-number").textContent = `${place}.`;
  item.after(added);
});

const number = document.getElementById("number");
const next = form.querySelector(".next-number");
if (number && next) {
  const name = () => { next.textContent = number.selectedOptions[0]?.dataset.number ?? ""; };
  number.addEventListener("change", name);
  name();
}

form.addEventListener("submit", (event) => { sending = event.submitter?.formTarget !== "_blank"; });
addEventListener("beforeunload", (event) => { if (changed && !sending) event.preventDefault(); });
// After a refusal what was typed is there again, the picture is not, and nothing is saved.
if (document.querySelector(".note[role=alert]")) {
  changed = true;
  draw();
}

// Browsers without field-sizing get fields as tall as their words here; without scripts, by their rows.
if (!CSS.supports("field-sizing", "content")) {
  const fit = (field) => { field.style.height = "auto"; field.style.height = `${field.scrollHeight + 2}px`; };
  form.querySelectorAll("textarea").forEach(fit);
  form.addEventListener("input", ({ target }) => { if (target.tagName === "TEXTAREA") fit(target); });
}
