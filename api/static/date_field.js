// A calendar beside every field with data-date: years of the Buddhist era, arrow keys, Escape closes.
// Without this script the field takes dates as text all the same.
{
const english = document.documentElement.lang === "en";
const MONTHS = english
  ? ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
  : ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"];
const SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];
const DAYS = english ? ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"] : ["อา", "จ", "อ", "พ", "พฤ", "ศ", "ส"];
const WORDS = english
  ? { open: "Open the calendar", label: "Choose a day", before: "Month before", after: "Month after" }
  : { open: "เปิดปฏิทิน", label: "เลือกวันที่", before: "เดือนก่อน", after: "เดือนถัดไป" };
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const digits = (text) => text.replace(/[๐-๙]/g, (one) => String(one.charCodeAt(0) - 0x0e50));
const same = (one, other) => one.toDateString() === other.toDateString();
const written = (day) => `${day.getDate()} ${SHORT[day.getMonth()]} ${day.getFullYear() + 543}`;
const spoken = (day) => `${day.getDate()} ${MONTHS[day.getMonth()]} ${day.getFullYear() + 543}`;

// Only enough to open the calendar at the right place: what the field means is for the service to say.
function typed(text) {
  const found = digits(text).match(/(\d{1,2})\s*([^\d\s]+|[/.-])\s*(\d{1,2}(?=[/.-]))?[/.-]?\s*(\d{4}|\d{2})\s*$/);
  if (!found) return null;
  const month = found[3] ? Number(found[3]) - 1 : Math.max(SHORT.indexOf(found[2]), MONTHS.indexOf(found[2]));
  let year = Number(found[4]);
  if (year < 100) year += 2500;
  if (year > 2300) year -= 543;
  const day = new Date(year, month, Number(found[1]));
  return month >= 0 && month < 12 && day.getMonth() === month ? day : null;
}

function element(name, attributes, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

// Drawn, since not every machine has a letter for it.
function icon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: 24, height: 24, "aria-hidden": "true" })) svg.setAttribute(name, value);
  const path = document.createElementNS(svg.namespaceURI, "path");
  for (const [name, value] of Object.entries({ d: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5M8 14h3M13 14h3M8 17h3", fill: "none", stroke: "currentColor", "stroke-width": 2 })) path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

function withCalendar(input) {
  const opener = element("button", { type: "button", "aria-label": WORDS.open, "aria-expanded": "false", title: WORDS.open }, icon());
  const row = element("div", { class: "dated" });
  input.replaceWith(row);
  row.append(input, opener);
  let calendar = null;

  const close = () => {
    calendar?.remove();
    calendar = null;
    opener.setAttribute("aria-expanded", "false");
  };
  const choose = (day) => {
    input.value = written(day);
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
    opener.focus();
  };

  const draw = (shown, focus = true) => {
    const chosen = typed(input.value), today = new Date();
    calendar?.remove();
    calendar = element("div", { class: "calendar", role: "dialog", "aria-label": WORDS.label });
    const step = (label, sign, months) => {
      const button = element("button", { type: "button", class: "quiet", "aria-label": label }, sign);
      button.addEventListener("click", () => {
        draw(new Date(shown.getFullYear(), shown.getMonth() + months, 1), false);
        calendar.querySelector(`[aria-label="${label}"]`).focus();
      });
      return button;
    };
    const head = element("div", { class: "calendar-head" }, step(WORDS.before, "‹", -1),
      element("span", { "aria-live": "polite" }, `${MONTHS[shown.getMonth()]} ${shown.getFullYear() + 543}`), step(WORDS.after, "›", 1));
    const names = element("tr", {}, ...DAYS.map((name) => element("th", { scope: "col" }, name)));
    const body = element("tbody", {});
    const day = new Date(shown.getFullYear(), shown.getMonth(), 1);
    day.setDate(1 - day.getDay());
    do {
      const week = element("tr", {});
      for (let column = 0; column < 7; column++, day.setDate(day.getDate() + 1)) {
        const cell = element("td", {});
        if (day.getMonth() === shown.getMonth()) {
          const of = new Date(day);
          const button = element("button", { type: "button", tabindex: same(of, shown) ? "0" : "-1", "aria-label": spoken(of) }, String(of.getDate()));
          if (chosen && same(of, chosen)) button.setAttribute("aria-pressed", "true");
          if (same(of, today)) button.setAttribute("aria-current", "date");
          button.addEventListener("click", () => choose(of));
          cell.append(button);
        }
        week.append(cell);
      }
      body.append(week);
    } while (day.getMonth() === shown.getMonth());
    calendar.append(head, element("table", {}, element("thead", {}, names), body));
    calendar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { close(); opener.focus(); return; }
      const move = STEPS[event.key];
      const turn = { PageUp: -1, PageDown: 1 }[event.key];
      if ((!move && !turn) || !event.target.closest("td")) return;
      event.preventDefault();
      draw(turn ? new Date(shown.getFullYear(), shown.getMonth() + turn, 1)
        : new Date(shown.getFullYear(), shown.getMonth(), shown.getDate() + move));
    });
    row.after(calendar);
    opener.setAttribute("aria-expanded", "true");
    if (focus) calendar.querySelector('td [tabindex="0"]').focus();
  };

  opener.addEventListener("click", () => (calendar ? close() : draw(typed(input.value) ?? new Date())));
  document.addEventListener("focusin", (event) => { if (calendar && !calendar.contains(event.target) && !opener.contains(event.target)) close(); });
  document.addEventListener("click", (event) => { if (calendar && event.target.isConnected && !calendar.contains(event.target) && !opener.contains(event.target)) close(); });
}

document.querySelectorAll("input[data-date]").forEach(withCalendar);
}
