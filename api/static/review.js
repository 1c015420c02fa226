// The picture follows what is being looked at: choosing a field, a deadline or a doubt shows and enlarges its
// place, choosing a place opens what was read there. Without this script each is a link that does the same.
document.documentElement.classList.add("scripted");
const sheets = [...document.querySelectorAll(".sheet")];
const strip = document.querySelector(".viewer details");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const NEAR = [300, 130]; // points of the page that a close-up shows at least
const item = (path) => [...document.querySelectorAll("[data-item]")].find((one) => one.dataset.item === path && (one.id || !one.querySelector("[href^='#i-']")));
const sheetOf = (page) => sheets.find((one) => one.dataset.page === String(page));
const shown = () => sheets.find((one) => !one.hasAttribute("hidden"));
const numbers = (text) => text.split(" ").map(Number);
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

function turnTo(page) {
  const sheet = sheetOf(page);
  if (!sheet) return null;
  const image = sheet.querySelector("image");
  if (image.dataset.href) { image.setAttribute("href", image.dataset.href); delete image.dataset.href; }
  for (const one of sheets) one.toggleAttribute("hidden", one !== sheet);
  for (const link of document.querySelectorAll("[data-goto]"))
    link.dataset.goto === String(page) ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  const added = document.getElementById("new-page"); // a deadline that is added is most likely on the page in view
  if (added) added.value = page;
  document.getElementById("shown-page").textContent = document.querySelector(".sheets").dataset.words.replace("{page}", page);
  return sheet;
}

let moving = 0;
function look(sheet, target) {
  cancelAnimationFrame(moving);
  const from = numbers(sheet.getAttribute("viewBox")), start = performance.now();
  const step = (now) => {
    const share = calm.matches ? 1 : clamp((now - start) / 180, 0, 1), eased = 1 - (1 - share) ** 3;
    sheet.setAttribute("viewBox", from.map((value, at) => (value + (target[at] - value) * eased).toFixed(1)).join(" "));
    if (share < 1) moving = requestAnimationFrame(step);
  };
  moving = requestAnimationFrame(step);
}

const whole = (sheet) => [0, 0, ...numbers(sheet.dataset.size)];

// The upper part of a page, as wide as the picture: large enough to read.
function upper(sheet) {
  const [width, height] = numbers(sheet.dataset.size), room = sheet.getBoundingClientRect();
  return [0, 0, width, room.width ? Math.min(height, (width * room.height) / room.width) : height];
}

function closeUp(sheet, box) {
  const [width, height] = numbers(sheet.dataset.size);
  const w = Math.min(width, Math.max(NEAR[0], box[2] - box[0] + 50)), h = Math.min(height, Math.max(NEAR[1], box[3] - box[1] + 50));
  return [clamp((box[0] + box[2] - w) / 2, 0, width - w), clamp((box[1] + box[3] - h) / 2, 0, height - h), w, h];
}

function zoom(factor) {
  const sheet = shown();
  if (!factor) { look(sheet, whole(sheet)); return; }
  const [width, height] = numbers(sheet.dataset.size), [x, y, w, h] = numbers(sheet.getAttribute("viewBox"));
  const nw = clamp(w * factor, 60, width), nh = clamp(h * factor, 40, height);
  look(sheet, [clamp(x + (w - nw) / 2, 0, width - nw), clamp(y + (h - nh) / 2, 0, height - nh), nw, nh]);
}

let chosen = document.querySelector(".item.chosen")?.dataset.item ?? "";
function choose(path) {
  if (path === chosen) return;
  chosen = path;
  const found = item(path);
  for (const one of document.querySelectorAll(".chosen")) one.classList.remove("chosen");
  found?.classList.add("chosen");
  const sheet = found?.dataset.page ? turnTo(found.dataset.page) : null;
  if (!sheet) return;
  for (const box of sheet.querySelectorAll(".box")) box.classList.toggle("chosen", box.dataset.for === path);
  look(sheet, found.dataset.box ? closeUp(sheet, numbers(found.dataset.box)) : whole(sheet));
}

// The thing to look at behind the chosen one; behind the last the first.
function following() {
  const paths = [...document.querySelectorAll(".todo")].map((one) => one.dataset.item);
  return paths[(paths.indexOf(chosen) + 1) % paths.length];
}

// Opens what was read at a place of the picture, and goes there.
function open(path) {
  const found = item(path);
  if (!found) return false;
  choose(path);
  for (let fold = found.parentElement?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  const own = found.querySelector(":scope > details:not(.edit)");
  if (own) own.open = true;
  const first = found.querySelector("button, summary");
  first?.focus({ preventScroll: true });
  found.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  return true;
}

document.addEventListener("focusin", (event) => {
  const found = event.target.closest("[data-item]");
  if (found) choose(found.dataset.item);
});
document.addEventListener("toggle", (event) => {
  const found = event.target.closest?.("[data-item]");
  if (found && event.target.open) choose(found.dataset.item);
}, true);
document.addEventListener("click", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
  const box = event.target.closest(".box"), see = event.target.closest(".see"), next = event.target.closest("[data-next]");
  if (plain && box && (dragged || open(box.dataset.for))) event.preventDefault();
  else if (plain && event.target.closest("[data-open]") && open(event.target.closest("[data-open]").dataset.open)) event.preventDefault();
  else if (plain && see) {
    event.preventDefault();
    strip.open = true;
    chosen = "";
    choose(see.closest("[data-item]").dataset.item);
  } else if (plain && next && open(following())) event.preventDefault();
  else if (event.target.closest("[data-goto]")) {
    event.preventDefault();
    const sheet = turnTo(event.target.closest("[data-goto]").dataset.goto);
    look(sheet, upper(sheet));
  } else if (event.target.closest("[data-zoom]"))
    zoom({ in: 0.7, out: 1.4, all: 0 }[event.target.closest("[data-zoom]").dataset.zoom]);
  else if (event.target.closest("[data-item]") && !event.target.closest("a, button, input, select, textarea, label"))
    choose(event.target.closest("[data-item]").dataset.item);
});

// The picture is moved by dragging it.
let held = null, dragged = false;
for (const sheet of sheets) {
  sheet.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button === 0) held = { x: event.clientX, y: event.clientY, view: numbers(sheet.getAttribute("viewBox")) };
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!held || !event.buttons) return;
    const scale = 1 / sheet.getScreenCTM().a, dx = (event.clientX - held.x) * scale, dy = (event.clientY - held.y) * scale;
    if (!dragged && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 6) return;
    if (!dragged) { dragged = true; sheet.setPointerCapture(event.pointerId); sheet.classList.add("held"); }
    const [width, height] = numbers(sheet.dataset.size), [x, y, w, h] = held.view;
    sheet.setAttribute("viewBox", [clamp(x - dx, 0, width - w), clamp(y - dy, 0, height - h), w, h].map((one) => one.toFixed(1)).join(" "));
  });
  for (const end of ["pointerup", "pointercancel"])
    sheet.addEventListener(end, () => { held = null; sheet.classList.remove("held"); setTimeout(() => { dragged = false; }); });
}

// Of a deadline's form only what its kind needs.
const WITHOUT = { until: ["start"], from: ["end"], day: ["start"], relative: ["start", "end", "start_time", "end_time"], recurring: ["start", "end", "start_time", "end_time"], undated: ["start", "end", "start_time", "end_time"] };
function fit(form, ends) {
  const kind = form.elements.kind?.value;
  if (!kind) return;
  for (const name of ["start", "end", "start_time", "end_time"]) {
    const field = form.elements[name].closest(".field"), off = (WITHOUT[kind] ?? []).includes(name);
    field.classList.toggle("off", off);
    form.elements[name].disabled = off;
  }
  // A day of its own is no end of anything.
  const name = form.elements.end.closest(".field").querySelector("label").firstChild;
  name.data = kind === "day" ? `${form.dataset.oneDay} ` : ends;
  const rule = form.querySelector(".rule"), ruled = kind === "relative" || kind === "recurring";
  rule?.classList.toggle("off", !ruled);
  if (ruled && rule) rule.open = true;
}
for (const form of document.querySelectorAll("form.correct")) {
  if (!form.elements.kind) continue;
  const ends = form.elements.end.closest(".field").querySelector("label").firstChild.data;
  fit(form, ends);
  form.elements.kind.addEventListener("change", () => fit(form, ends));
}

// What was typed into one form is not lost by pressing another's button.
const dirty = new Set();
document.addEventListener("input", (event) => { if (event.target.form?.matches(".correct")) dirty.add(event.target.form); });
document.addEventListener("submit", (event) => { dirty.delete(event.target); });
addEventListener("beforeunload", (event) => { if (dirty.size) event.preventDefault(); });

// On a narrow screen a whole page is too small to read: begin at the first thing to look at.
const beginning = document.querySelector(".todo")?.dataset.item;
if (!chosen && beginning && matchMedia("(max-width: 59.99rem)").matches) choose(beginning);
else if (!chosen && shown()) shown().setAttribute("viewBox", upper(shown()).join(" "));
