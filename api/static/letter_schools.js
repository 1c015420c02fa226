// A field that narrows the list of schools. Without this script the list is whole.
for (const list of document.querySelectorAll(".schools[data-filter]")) {
  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = list.dataset.filter;
  field.setAttribute("aria-label", list.dataset.filter);
  field.addEventListener("input", () => {
    const words = field.value.trim().split(/\s+/);
    for (const row of list.querySelectorAll(".tick")) row.hidden = !words.every((word) => row.textContent.includes(word));
  });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  list.before(field);
}
