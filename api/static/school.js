// Sends a photo as soon as it is taken, made small enough for a weak line. Without this script the form works
// all the same, with its button.
const form = document.querySelector(".send");
document.documentElement.classList.add("scripted");
const LARGEST = 2400; // pixels of the longer side: a code and a signature stay sharp
const SMALL_ENOUGH = 1_500_000; // bytes

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // a kind of picture that this browser cannot draw goes as it is
  }
}

for (const input of form.querySelectorAll("input[type=file]"))
  input.addEventListener("change", async () => {
    if (input.files.length === 0) return;
    form.querySelector(".sending").hidden = false;
    const chosen = new DataTransfer();
    for (const file of input.files) chosen.items.add(await smaller(file));
    input.files = chosen.files;
    form.requestSubmit();
  });
form.addEventListener("submit", () => {
  form.querySelector(".sending").hidden = false;
  form.querySelector("button").disabled = true;
});
addEventListener("pageshow", () => { // back from the next page: ready again
  form.querySelector("button").disabled = false;
  form.querySelector(".sending").hidden = true;
});
