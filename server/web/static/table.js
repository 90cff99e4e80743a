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
  const collator = new Intl.Collator(table.lang, { numeric: true });
  const text = (row, column) => row.cells[column].textContent.trim();

  table.tHead.addEventListener("click", (event) => {
    const link = event.target.closest("th a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const head = link.closest("th");
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const column = head.cellIndex;
    rows.sort((one, other) => {
      const [a, b] = [text(one, column), text(other, column)];
      if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
      return down ? collator.compare(b, a) : collator.compare(a, b);
    });
    body.append(...rows);
  });

  field.addEventListener("input", () => {
    const words = field.value.toLocaleLowerCase(table.lang).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const said = row.textContent.toLocaleLowerCase(table.lang);
      row.hidden = !words.every((word) => said.includes(word));
    }
  });
}
