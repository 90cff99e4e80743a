// Starts YASGUI on the endpoint with the project's prefixes and terms, and loads saved queries into it.
"use strict";

(function () {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const place = document.getElementById("yasgui");
  const endpoint = new URL(settings.endpoint, window.location.href).href;

  // YASGUI's own completers ask services on the web; these know the release and ask nobody.
  const complete = (name, list) => {
    const own = { get: list, bulk: true, persistenceId: null };
    Yasgui.Yasqe.Autocompleters[name] = { ...Yasgui.Yasqe.Autocompleters[name], ...own };
  };
  complete("prefixes", Object.entries(settings.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`));
  complete("class", settings.classes);
  complete("property", settings.properties);

  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint: endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint: endpoint }] },
    copyEndpointOnNewTab: true,
    autofocus: true,
    yasqe: { value: settings.query },
    yasr: { prefixes: settings.prefixes },
  });

  // What the endpoint points out about a query stands above its results, until the next one is asked.
  const hints = document.getElementById("hints");
  const show = (text) => {
    hints.lastElementChild.textContent = text;
    hints.hidden = !text;
  };
  const heard = new WeakSet();
  yasgui.on("query", (_, tab) => {
    show("");
    const editor = tab.getYasqe();
    if (heard.has(editor)) return;
    heard.add(editor);
    editor.on("queryResponse", (_, response) => show((response.headers && response.headers.get("EIKG-Hint")) || ""));
  });
  yasgui.on("tabSelect", () => show(""));

  const open = (name, query) => yasgui.addTab(true, { name: name, yasqe: { value: query } });

  if (settings.tab) open(settings.tab, settings.query);

  document.getElementById("examples").addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = document.getElementById("example").value;
    const example = settings.examples.find((one) => one.name === chosen);
    if (example) open(example.title, example.query);
  });

  // The project's IRIs are answered by this server, wherever it runs.
  const lead = (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.href.startsWith(settings.base)) link.href = "/" + link.href.slice(settings.base.length);
  };
  for (const kind of ["pointerover", "focusin", "click"]) place.addEventListener(kind, lead, true);
})();
