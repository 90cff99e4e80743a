// Compares a pasted passage with the digests of the page, in the browser: what is pasted is sent nowhere.
"use strict";

// The form that digests are taken of; `normalised` in server/passages.py is the same in Python.
const normalised = (text) => text
  .normalize("NFC")
  .replace(/[\u00ad\u200b\u2060]/g, "")
  .replace(/(?<=[\p{L}\p{N}_])-[ \t]*\r?\n\s*(?=[\p{L}\p{N}_])/gu, "")
  .split(/[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/)
  .filter(Boolean)
  .join(" ");

const digest = async (text) => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

for (const form of document.querySelectorAll("form[data-verify]")) {
  const output = form.querySelector("output");
  const own = form.closest("[data-digest]")?.dataset.digest;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!window.isSecureContext) {
      output.textContent = form.dataset.insecure;
      return;
    }
    const found = await digest(normalised(form.querySelector("textarea").value));
    const passage = document.querySelector(`a[data-digest="${found}"]`);
    if (passage) {
      const link = document.createElement("a");
      link.href = passage.href;
      link.textContent = passage.textContent;
      output.replaceChildren(`${form.dataset.same} `, link);
    } else {
      output.textContent = own === found ? form.dataset.same : own ? form.dataset.other : form.dataset.nowhere;
    }
    output.dataset.found = String(Boolean(passage) || own === found);
  });
}
