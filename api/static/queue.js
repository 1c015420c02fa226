// Sends the chosen files one by one with their progress, and keeps the list current while files are read.
// Without this script the form sends all at once, and the list is current whenever the page is loaded.
const form = document.getElementById("upload");
const queue = document.getElementById("queue");
document.documentElement.classList.add("scripted");

function follow() {
  if (!queue.querySelector("[data-waits]")) return;
  const source = new EventSource("/queue/events");
  source.addEventListener("changed", refresh);
  source.addEventListener("done", () => source.close());
  addEventListener("pagehide", () => source.close(), { once: true });
}

async function refresh() {
  const answer = await fetch(`/queue${location.search}`, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const focused = document.activeElement?.closest("#queue a")?.getAttribute("href");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  queue.replaceChildren(...fresh.body.childNodes);
  if (focused) queue.querySelector(`a[href="${focused}"]`)?.focus();
}

function line(name) {
  const item = document.createElement("li");
  item.className = "note";
  const title = document.createElement("b");
  title.textContent = name;
  const told = document.createElement("p");
  told.textContent = form.dataset.sending;
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", name);
  bar.max = 1;
  item.append(title, bar, told);
  form.querySelector(".sending").append(item);
  return { item, told, bar };
}

// Resolves to the id of the circular, or null.
function send(name, address, body) {
  const { item, told, bar } = line(name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    const token = form.querySelector("[name=csrf]");
    if (token) request.setRequestHeader("X-CSRF-Token", token.value);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    const end = (state, text, id = null) => {
      bar.remove();
      item.classList.add(state);
      told.textContent = text;
      if (id) {
        const link = document.createElement("a");
        link.href = `/circulars/${id}`;
        link.textContent = form.dataset.open;
        told.append(" ", link);
      }
      done(id);
    };
    request.addEventListener("error", () => end("missing", form.dataset.failed));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* no answer of ours */ }
      if (request.status === 202) end("sure", answer.known ? form.dataset.known : form.dataset.sent, answer.id);
      else end("missing", answer.detail ?? form.dataset.failed);
    });
    request.send(body);
  });
}

async function sendAll(files, together) {
  const button = form.querySelector("button.primary");
  button.disabled = true;
  form.querySelector(".sending").replaceChildren();
  const ids = [];
  if (together && files.length > 1) {
    const body = new FormData();
    for (const file of files) body.append("files", file);
    ids.push(await send(form.dataset.photos, "/api/v1/circulars/photos", body));
  } else {
    for (const file of files) {
      const body = new FormData();
      body.append("file", file);
      ids.push(await send(file.name, "/api/v1/circulars", body));
    }
  }
  button.disabled = false;
  if (ids.length === 1 && ids[0]) { location.assign(`/circulars/${ids[0]}`); return; }
  form.reset();
  await refresh();
  follow();
}

if (form) {
  const input = form.elements.files, camera = document.getElementById("photo");
  const together = document.getElementById("together-field");
  input.classList.add("unseen");
  input.required = false; // what was photographed is kept beside it
  let chosen = [];

  const show = () => {
    const list = document.getElementById("chosen");
    list.replaceChildren(...chosen.map((file, at) => {
      const item = document.createElement("li");
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "quiet";
      remove.textContent = form.dataset.remove;
      remove.setAttribute("aria-label", `${form.dataset.remove} ${file.name}`);
      remove.addEventListener("click", () => { chosen.splice(at, 1); show(); });
      item.append(`${file.name} `, remove);
      return item;
    }));
    const pictures = chosen.length > 1 && chosen.every((file) => file.type.startsWith("image/"));
    together.hidden = !pictures;
    if (!pictures) form.elements.together.checked = false;
  };
  const add = (files) => { chosen.push(...files); show(); };

  document.getElementById("choose").addEventListener("click", () => input.click());
  const touch = matchMedia("(pointer: coarse)").matches;
  document.getElementById("camera").hidden = !touch;
  document.getElementById("camera").addEventListener("click", () => camera.click());
  input.addEventListener("change", () => { add(input.files); input.value = ""; });
  camera.addEventListener("change", () => {
    add(camera.files);
    camera.value = "";
    if (chosen.length > 1) form.elements.together.checked = true; // one page after the other
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen.length === 0) { input.click(); return; }
    const files = chosen;
    const inOne = form.elements.together.checked;
    chosen = [];
    show();
    sendAll(files, inOne);
  });
  for (const kind of ["dragenter", "dragover"])
    form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const kind of ["dragleave", "drop"])
    form.addEventListener(kind, () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 0) return;
    add(event.dataTransfer.files);
    form.requestSubmit();
  });
  show();
}
follow();
