// Sorts and filters the rows of a table where all of them are on the page; without scripts links and a form do the same.
"use strict";

for (const form of document.querySelectorAll("form[data-table]")) {
  const table = document.getElementById(form.dataset.table);
  const paged = document.querySelector(".paging");
  const field = form.querySelector("input[type=search]");
  // With words in the address only rows that have them are here.
  if (!table || paged || field.defaultValue || table.querySelector(".group-head, .sources-of")) continue;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const number = (text) => Number(text ?? Infinity); // a cell without a value comes last

  table.tHead.addEventListener("click", (event) => {
    const link = event.target.closest("th a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const head = link.closest("th");
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const column = head.cellIndex;
    // By the ranks that the server gave the values, so that both sort alike; equal ones in the order of the query.
    const ranked = rows.map((row) => [number(row.cells[column].dataset.rank), number(row.dataset.number), row]);
    ranked.sort(([a, first], [b, second]) => {
      if (a === b) return first - second;
      return down && Number.isFinite(a) && Number.isFinite(b) ? b - a : a - b;
    });
    body.append(...ranked.map(([, , row]) => row));
  });

  field.addEventListener("input", () => {
    const words = field.value.toLocaleLowerCase(table.lang).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const said = [...row.querySelectorAll("td[data-head]")].map((cell) => cell.textContent).join("\n").toLocaleLowerCase(table.lang);
      row.hidden = !words.every((word) => said.includes(word));
    }
  });
}
