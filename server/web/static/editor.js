// Starts YASGUI on the endpoint, keeps its tabs, and ties the parts of the editor to it.
"use strict";

(async () => {
  const { settings, word, element } = Editor;
  const place = document.getElementById("yasgui");
  const tools = document.getElementById("about-query");
  const panel = document.getElementById("told");
  const hints = document.getElementById("hints");
  const outcome = document.getElementById("outcome");
  const endpoint = new URL(settings.endpoint, window.location.href).href;

  Editor.completion(Yasgui.Yasqe);
  const table = Editor.textTable(Yasgui.Yasr.plugins.table);
  Object.assign(table.defaults.tableConfig.language, settings.words.table);
  Yasgui.Yasr.registerPlugin("table", table);
  Editor.registerViews(Yasgui.Yasr);

  // A link brings its query in the fragment. One that names another endpoint, as YASGUI's own do, is asked of this one.
  const fragment = new URLSearchParams(window.location.hash.slice(1));
  const brought = await Editor.queryOf(fragment);
  if (brought !== null) window.history.replaceState(null, "", window.location.pathname + window.location.search);
  else if (fragment.has("endpoint")) {
    fragment.set("endpoint", endpoint);
    window.history.replaceState(null, "", `#${fragment}`);
  }

  // What the endpoint says in place of a result is shown in words, with buttons for what mends it.
  let yasgui;
  const editorOf = () => yasgui.getTab().getYasqe();
  const told = async (error) => {
    const problem = Editor.problemOf(error.text ?? "");
    return problem && yasgui ? Editor.showProblem(editorOf(), problem) : undefined;
  };

  Yasgui.Yasr.defaults.errorRenderers = [told];
  yasgui = new Yasgui(place, {
    requestConfig: { endpoint: endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint: endpoint }] },
    copyEndpointOnNewTab: false,
    tabName: word("tab"),
    autofocus: true,
    yasqe: { value: settings.query, extraKeys: { Tab: false, "Shift-Tab": false } },
    yasr: { prefixes: settings.prefixes },
  });

  const showHints = (text) => {
    hints.lastElementChild.replaceChildren(text);
    hints.hidden = !text;
  };
  const clear = () => {
    showHints("");
    outcome.textContent = "";
    panel.hidden = true;
  };

  const answered = async (tab, response, duration) => {
    const yasqe = tab.getYasqe();
    const seconds = (duration / 1000).toLocaleString(settings.language, { maximumFractionDigits: 2 });
    const rows = tab.getYasr().results?.getBindings();
    if (response instanceof Error) {
      const problem = Editor.problemOf(response.message);
      if (problem) Editor.markProblem(yasqe, problem);
      outcome.textContent = word("refused");
      return;
    }
    outcome.textContent = rows ? word("rows", { number: rows.length, seconds }) : word("answered", { seconds });
    setTimeout(() => Editor.chooseView(tab.getYasr(), yasqe.getValue())); // when the table is drawn, whose controls go then
    const pointedOut = response.headers?.get("EIKG-Hint");
    if (!pointedOut) return;
    showHints(pointedOut);
    const sent = yasqe.getValue();
    const found = await Editor.hintsOf(sent);
    if (found.length && yasqe.getValue() === sent) showHints(Editor.hintList(yasqe, sent, found, () => showHints("")));
  };

  // The tools stand between the query and its result, in the tab that is shown.
  const heard = new WeakSet();
  const attend = (tab) => {
    if (tab.getEndpoint() !== endpoint) tab.setEndpoint(endpoint); // also one of an address of elsewhere or an earlier visit
    const yasqe = tab.getYasqe();
    yasqe.rootEl.closest(".editorwrapper").after(tools);
    tools.hidden = false;
    clear();
    if (heard.has(yasqe)) return;
    heard.add(yasqe);
    Editor.completeWhileTyping(yasqe);
    yasqe.on("query", () => { clear(); Editor.unmark(yasqe); });
    yasqe.on("queryResponse", (_, response, duration) => answered(tab, response, duration));
    yasqe.on("change", () => Editor.unmark(yasqe));
  };
  yasgui.on("tabSelect", (_, id) => attend(yasgui.getTab(id)));
  yasgui.on("tabAdd", () => setTimeout(() => attend(yasgui.getTab())));
  yasgui.on("tabClose", () => setTimeout(() => attend(yasgui.getTab())));
  attend(yasgui.getTab());

  // A query that this page opened in a tab before, and that is still there, is not opened once more.
  const OPENED = "eikg-opened";
  let opened = {};
  try {
    opened = JSON.parse(localStorage.getItem(OPENED) ?? "{}");
  } catch { /* What was kept is damaged: nothing was opened before. */ }
  const open = (name, query) => {
    const before = Object.keys(opened).find((id) => opened[id] === query && yasgui.getTab(id));
    if (before) return yasgui.selectTabId(before);
    const tab = yasgui.addTab(true, { name: name, yasqe: { value: query } });
    opened[tab.getId()] = query;
    const there = Object.entries(opened).filter(([id]) => yasgui.getTab(id));
    localStorage.setItem(OPENED, JSON.stringify(Object.fromEntries(there)));
    return tab;
  };
  if (brought) open(word("shared_tab"), brought);
  else if (settings.tab) open(settings.tab, settings.query);
  if (brought === "") outcome.textContent = word("bad_link");

  const share = async (yasqe) => {
    const link = await Editor.linkTo(yasqe.getValue());
    const field = element("input", "", { type: "text", readonly: "", value: link, "aria-label": word("link") });
    panel.hidden = false;
    panel.setAttribute("aria-label", word("share"));
    panel.replaceChildren(element("h2", word("share")), field, element("p", word("shared")));
    field.focus();
    field.select();
  };
  const format = async (yasqe) => {
    const sent = yasqe.getValue();
    const answer = await fetch("/format", { method: "POST", body: new URLSearchParams({ query: sent }) }).catch(() => null);
    if (!answer?.ok) outcome.textContent = word("failed");
    else if (yasqe.getValue() === sent) yasqe.setValue(await answer.text());
  };
  const USE = { share, format };
  tools.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-tool]")?.dataset.tool;
    if (tool) showHints(""); // an explanation has them, too
    if (tool) (USE[tool] ?? ((yasqe) => Editor.explain(yasqe, tool, panel)))(editorOf());
  });

  // The prepared questions that have all words of a search.
  const chosen = document.getElementById("example");
  const search = document.getElementById("example-search");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = settings.examples.filter((one) => words.every((part) => `${one.title} ${one.question} ${one.name}`.toLowerCase().includes(part)));
    chosen.replaceChildren(...found.map((one) => element("option", one.title, { value: one.name })));
    if (!found.length) chosen.append(element("option", word("none"), { value: "" }));
  });
  document.getElementById("examples").addEventListener("submit", (event) => {
    event.preventDefault();
    const example = settings.examples.find((one) => one.name === chosen.value);
    if (example) open(example.title, example.query);
  });

  // What YASGUI leaves without a name, with a part that its role does not have, or in English only.
  const name = (selector, label) => {
    for (const one of place.querySelectorAll(selector)) if (!one.hasAttribute("aria-label")) one.setAttribute("aria-label", label);
  };
  const translate = () => {
    for (const one of place.querySelectorAll("[title], [aria-label], [placeholder]")) {
      for (const attribute of ["title", "aria-label", "placeholder"]) {
        const given = settings.words.yasgui[one.getAttribute(attribute)];
        if (given) one.setAttribute(attribute, given);
      }
    }
    for (const one of document.querySelectorAll("#yasgui .yasr_header *, #yasgui .notification, #yasgui .booleanResult span, .context-menu li")) {
      for (const text of one.childNodes) {
        const given = text.nodeType === Node.TEXT_NODE && settings.words.yasgui[text.data.trim()];
        if (given && given !== text.data.trim()) text.data = text.data.replace(text.data.trim(), given);
      }
    }
  };
  const named = () => {
    translate();
    name(".CodeMirror textarea", word("query"));
    name("select.tableSizer", word("size"));
    for (const one of place.querySelectorAll(".yasqe .CodeMirror textarea")) one.setAttribute("aria-describedby", "keys");
    for (const long of place.querySelectorAll(".CodeMirror-scroll")) long.tabIndex = 0; // a long query is scrolled by keys
    for (const one of place.querySelectorAll(".yasr_btn[title]")) one.setAttribute("aria-label", one.title);
    for (const list of place.querySelectorAll(".tabsList[role=tablist]")) list.removeAttribute("role");
    for (const tab of place.querySelectorAll(".tabsList [role=tab]")) tab.removeAttribute("role");
    for (const tab of place.querySelectorAll(".tabsList [aria-selected]")) {
      if (tab.getAttribute("aria-selected") === "true") tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
      tab.removeAttribute("aria-selected");
    }
    for (const one of place.querySelectorAll(".tabPanel[role=tabpanel]")) one.removeAttribute("role");
  };
  new MutationObserver(named).observe(place, { childList: true, subtree: true, attributeFilter: ["aria-selected"] });
  named();

  // The project's IRIs are answered by this server, wherever it runs.
  const lead = (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.href.startsWith(settings.base)) link.href = "/" + link.href.slice(settings.base.length);
  };
  for (const kind of ["pointerover", "focusin", "click"]) place.addEventListener(kind, lead, true);
})();
