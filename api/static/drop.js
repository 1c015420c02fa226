// Lets files be dropped on the upload form. Without this script the form works all the same.
const form = document.querySelector(".drop");
const input = form.querySelector("input[type=file]");
document.documentElement.classList.add("scripted");

for (const kind of ["dragenter", "dragover"])
  form.addEventListener(kind, (event) => { event.preventDefault(); form.classList.add("over"); });
for (const kind of ["dragleave", "drop"])
  form.addEventListener(kind, () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length === 0) return;
  input.files = event.dataTransfer.files;
  form.requestSubmit();
});
