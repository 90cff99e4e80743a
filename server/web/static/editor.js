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

  // YASGUI's own table makes cells of markup, and has literals parsed as HTML to search and sort them. Here they are text.
  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.append(text);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    return made;
  };
  const escaped = (text) => element("span", text).innerHTML;
  class TextTable extends Yasgui.Yasr.plugins.table {
    getColumns() {
      const prefixes = this.yasr.getPrefixes();
      const [number, ...columns] = super.getColumns();
      const render = (term, kind) => {
        if (term === "") return "";
        return kind === "display" ? this.cell(term, prefixes) : escaped(term.value);
      };
      return [number, ...columns.map((column) => ({ ...column, title: escaped(column.name), render: render }))];
    }

    cell(term, prefixes) {
      const content = element("span", "", term.type === "uri" ? {} : { class: "nonIri" });
      if (term.type === "uri") content.append(...this.link(term.value, prefixes));
      else if (this.persistentConfig.compact) content.append(term.value);
      else if (term["xml:lang"]) content.append(`"${term.value}"`, element("sup", `@${term["xml:lang"]}`));
      else if (term.datatype) {
        const datatype = element("sup", "^^");
        datatype.append(...this.link(term.datatype, prefixes));
        content.append(`"${term.value}"`, datatype);
      } else content.append(term.value);
      return element("div", content);
    }

    link(iri, prefixes) {
      const found = Object.entries(prefixes || {}).find(([, namespace]) => iri.startsWith(namespace));
      const name = found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
      // Of what may stand in an IRI, these schemes alone are worth following and run nothing.
      const leads = /^(https?|urn|mailto):/i.test(iri);
      const shown = leads ? element("a", name, { class: "iri", href: iri, rel: "noopener noreferrer" }) : element("span", name);
      if (leads && this.config.openIriInNewWindow) shown.target = "_blank";
      return found || this.persistentConfig.compact ? [shown] : ["<", shown, ">"];
    }
  }
  Yasgui.Yasr.registerPlugin("table", TextTable);

  // A shared query that names another endpoint is asked of this one.
  const shared = new URLSearchParams(window.location.hash.slice(1));
  if (shared.has("endpoint")) {
    shared.set("endpoint", endpoint);
    window.history.replaceState(null, "", `#${shared}`);
  }

  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint: endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint: endpoint }] },
    copyEndpointOnNewTab: false,
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

  // All tabs ask this endpoint, also those that an address of elsewhere, or of an earlier visit, had ask another one.
  const ownEndpoint = (tab) => { if (tab.getEndpoint() !== endpoint) tab.setEndpoint(endpoint); };
  yasgui.on("tabSelect", () => ownEndpoint(yasgui.getTab()));
  ownEndpoint(yasgui.getTab());

  // A query that this page opened in a tab before, and that is still there, is not opened once more.
  const OPENED = "eikg-opened";
  const opened = JSON.parse(localStorage.getItem(OPENED) ?? "{}");
  const open = (name, query) => {
    const before = Object.keys(opened).find((id) => opened[id] === query && yasgui.getTab(id));
    if (before) return yasgui.selectTabId(before);
    const tab = yasgui.addTab(true, { name: name, yasqe: { value: query } });
    opened[tab.getId()] = query;
    const there = Object.entries(opened).filter(([id]) => yasgui.getTab(id));
    localStorage.setItem(OPENED, JSON.stringify(Object.fromEntries(there)));
    return tab;
  };

  if (settings.tab) open(settings.tab, settings.query);

  // What YASGUI leaves without a name, or with a part that its role does not have, for those who hear the page.
  const name = (selector, label) => {
    for (const one of place.querySelectorAll(selector)) if (!one.hasAttribute("aria-label")) one.setAttribute("aria-label", label);
  };
  const named = () => {
    name(".CodeMirror textarea", settings.words.query);
    name("select.tableSizer", settings.words.size);
    for (const long of place.querySelectorAll(".CodeMirror-scroll")) long.tabIndex = 0; // a long query is scrolled by keys
    for (const list of place.querySelectorAll(".tabsList[role=tablist]")) list.removeAttribute("role");
    for (const tab of place.querySelectorAll(".tabsList [role=tab]")) tab.removeAttribute("role");
    for (const tab of place.querySelectorAll(".tabsList [aria-selected]")) {
      if (tab.getAttribute("aria-selected") === "true") tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
      tab.removeAttribute("aria-selected");
    }
    for (const panel of place.querySelectorAll(".tabPanel[role=tabpanel]")) panel.removeAttribute("role");
  };
  new MutationObserver(named).observe(place, { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
  named();

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
