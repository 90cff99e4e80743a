// The handle of a line of time: the date moves along it, and what held then is shown, without asking the server.
"use strict";

const figure = document.querySelector(".pictured");
const handle = figure?.querySelector(".handle");
if (handle) {
  const slider = document.getElementById("handle");
  const field = document.getElementById("asof");
  const output = figure.querySelector("output");
  const levels = figure.dataset.levels.split("|");
  const [line, label] = [handle.querySelector("line"), handle.querySelector("text")];
  const day = (text) => Date.parse(text) / 864e5;
  const [first, last] = [day(handle.dataset.first), day(handle.dataset.last)];
  const [left, right] = [4, 97];

  // `Period.held` in server/web/pages/model/periods.py is the same in Python.
  const held = (period, from, to) => {
    const [begun, begunBy, ended, endedBy, ongoing, known] = period.split(",");
    const begins = !begun ? 1 : (begun === begunBy ? from >= begunBy : from > begunBy) ? 3 : to >= begun ? 1 : 0;
    const lasts = ended
      ? (ended === endedBy ? to <= ended : to < ended) ? 3 : from <= endedBy ? 1 : 0
      : known && to <= known ? 3 : ongoing ? 2 : 1;
    return begins && Math.min(begins, lasts);
  };

  const show = (month) => {
    const year = Math.floor(month / 12);
    const asof = `${String(year).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
    const from = `${asof}-01`;
    const to = new Date(Date.UTC(year, (month % 12) + 1, 0)).toISOString().slice(0, 10);
    const place = left + ((right - left) * (day(from) - first)) / (last - first);
    for (const side of ["x1", "x2"]) line.setAttribute(side, `${place}%`);
    label.setAttribute("x", `${place}%`);
    label.classList.toggle("end", place > 80);
    for (const part of [label, output, ...document.querySelectorAll("[data-date]")]) part.textContent = asof;
    slider.setAttribute("aria-valuetext", asof);
    field.value = asof;
    let any = false;
    for (const one of document.querySelectorAll("[data-period]")) {
      const level = held(one.dataset.period, from, to);
      one.classList.toggle("held", level > 0);
      const told = one.querySelector("[data-level]");
      if (told) told.textContent = levels[level];
      if (one.localName === "li") one.hidden = !level;
      any ||= level > 0;
    }
    document.querySelector("[data-none]").hidden = any;
    const address = new URL(location);
    address.searchParams.set("asof", asof);
    history.replaceState(null, "", address);
  };

  const month = (date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7) || 1) - 1;
  slider.min = month(handle.dataset.first);
  slider.max = month(handle.dataset.last);
  slider.value = month(figure.dataset.asof);
  slider.closest(".slide").hidden = false;
  slider.addEventListener("input", () => show(Number(slider.value)));
}
