// The queries of a document answer below themselves: the page with the answer is asked for, and that part of it shown.
"use strict";

for (const form of document.querySelectorAll(".example form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const example = form.closest(".example");
    const place = example.querySelector(".answer");
    const parts = ["[role=status]", ".result"].map((part) => [example.querySelector(part), part]);
    const button = form.querySelector("button");
    if (place.getAttribute("aria-busy") === "true") return;
    place.setAttribute("aria-busy", "true");
    try {
      const asked = new URL(form.action);
      asked.hash = "";
      asked.searchParams.set(button.name, button.value);
      const response = await fetch(asked);
      const found = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const [part, wanted] of parts) {
        part.replaceChildren(...found.querySelector(`#${example.id} ${wanted}`).childNodes);
      }
    } catch {
      parts[0][0].textContent = form.dataset.failed;
      parts[1][0].replaceChildren();
    } finally {
      place.removeAttribute("aria-busy");
    }
  });
}
