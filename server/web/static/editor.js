// Starts YASGUI on the endpoint, with the project's prefixes, and loads saved queries into it.
"use strict";

(function () {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const endpoint = new URL(settings.endpoint, window.location.href).href;

  const yasgui = new Yasgui(document.getElementById("yasgui"), {
    requestConfig: { endpoint: endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint: endpoint }] },
    copyEndpointOnNewTab: true,
    autofocus: true,
    yasqe: { value: settings.query },
    yasr: { prefixes: settings.prefixes },
  });

  const open = (name, query) => yasgui.addTab(true, { ...{ name: name }, yasqe: { value: query } });

  if (settings.fresh) open("EIKG", settings.query);

  document.getElementById("examples").addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = document.getElementById("example").value;
    const example = settings.examples.find((one) => one.name === chosen);
    if (example) open(example.title, example.query);
  });
})();
