// Draws the letterhead anew after each pause in typing. Without this script it shows what was saved.
{
  const form = document.getElementById("office");
  const pane = document.getElementById("preview");
  const told = document.getElementById("preview-state");
  const PAUSE = 500; // milliseconds without a key
  let waiting, running;

  const draw = async () => {
    running?.abort();
    const mine = (running = new AbortController());
    pane.classList.add("stale");
    told.textContent = form.dataset.working;
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), signal: mine.signal });
      if (!answer.ok) {
        const plain = answer.headers.get("content-type")?.startsWith("text/plain");
        told.textContent = plain ? await answer.text() : form.dataset.failed;
        return;
      }
      const picture = await createImageBitmap(await answer.blob());
      let sheet = pane.querySelector(".sheet");
      if (sheet.tagName !== "CANVAS") {
        const canvas = document.createElement("canvas");
        canvas.className = "sheet";
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", form.dataset.label);
        sheet.replaceWith(canvas);
        sheet = canvas;
      }
      sheet.width = picture.width;
      sheet.height = picture.height;
      sheet.getContext("2d").drawImage(picture, 0, 0);
      told.textContent = form.dataset.done;
      pane.classList.remove("stale");
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = form.dataset.failed;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, PAUSE);
  });
}
