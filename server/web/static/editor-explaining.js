// What the endpoint explains of a query: why its answer is empty, what rows stand on, the plan, and what to mend.
"use strict";

Object.assign(Editor, (() => {
  const { element, settings, word, named, mark, unmark, toPlace, hintList, problemOf, showProblem, markProblem } = Editor;

  const ask = async (query, kind) => {
    const body = new URLSearchParams({ query: query, explain: kind });
    const answer = await fetch(settings.endpoint, { method: "POST", body: body, headers: { Accept: "application/json" } });
    return { ok: answer.ok, document: problemOf(await answer.clone().text()) ?? await answer.json() };
  };

  const code = (text) => element("code", text.replace(/\s+/g, " "));
  const link = (iri) => element("a", named(iri), { href: iri });
  const whole = (number) => number === null || number === undefined ? "?" : number.toLocaleString(settings.language);

  const empty = (yasqe, found) => {
    const conditions = found.conditions.map((one) => element("li", [
      `${one.kind} `, toPlace(yasqe, one.line, one.column), " ", code(one.pattern), " ",
      element("em", word(one.solutions ? "has" : "has_none"), { lang: settings.language }),
    ], { class: one.solutions ? "holds" : "empties" }));
    if (found.culprit) mark(yasqe, found.culprit.line, found.culprit.column, found.culprit.pattern, found.detail);
    return [element("p", found.detail, { lang: "en" }), element("ol", conditions, { lang: "en" })];
  };

  const sources = (_yasqe, found) => {
    const parts = (row) => [["claims", row.claims], ["graphs", row.graphs], ["endpoints", row.endpoints]]
      .filter(([, iris]) => iris.length)
      .map(([name, iris]) => element("p", [`${word(name)}: `, ...iris.flatMap((iri, at) => at ? [", ", link(iri)] : [link(iri)])]));
    return [element("ol", found.sources.map((row, at) => {
      const rules = [...new Set(row.triples.map((one) => one.rule).filter(Boolean))];
      const shown = element("li", [element("strong", word("row", { number: at + 1 })), ...parts(row)]);
      if (row.files.length) shown.append(element("p", `${word("files")}: ${row.files.join(", ")}`));
      if (rules.length) shown.append(element("p", `${word("rules")}: ${rules.join(", ")}`));
      if (row.detail) shown.append(element("p", row.detail, { lang: "en" }));
      return shown;
    }))];
  };

  const steps = (yasqe, listed) => element("ol", listed.map((step) => {
    const told = [word("so_far", { number: whole(step.so_far?.solutions) })];
    if (step.alone) told.push(word("alone", { number: whole(step.alone.solutions) }));
    if (step.milliseconds !== null) told.push(word("time", { number: whole(Math.round(step.milliseconds * 10) / 10) }));
    if (step.method) told.push(step.method);
    const shown = element("li", [`${step.kind} `, toPlace(yasqe, step.line, step.column), " ", code(step.text), element("p", told.join("; "))]);
    for (const advice of step.advice) shown.append(element("p", advice, { class: "advice", lang: "en" }));
    for (const group of step.inside) shown.append(steps(yasqe, group));
    return shown;
  }));
  const plan = (yasqe, found) => {
    const time = found.result.milliseconds === null ? "" : `; ${word("time", { number: whole(Math.round(found.result.milliseconds)) })}`;
    return [
      steps(yasqe, found.steps),
      ...found.left_out.map((one) => element("p", [`${word("left_out")}: `, code(one.text), " ", ...one.advice], { lang: "en" })),
      element("p", `${word("whole")}: ${word("so_far", { number: whole(found.result.solutions) })}${time}`),
      element("p", found.order, { lang: "en", class: "small" }),
    ];
  };

  const SHOWN = { empty, sources, plan };

  // Fill the panel with an explanation; the newest that is asked for stays.
  let newest = 0;
  const explain = async (yasqe, kind, panel) => {
    const mine = ++newest;
    const sent = yasqe.getValue();
    unmark(yasqe);
    panel.hidden = false;
    panel.setAttribute("aria-label", word(kind));
    panel.replaceChildren(element("p", word("asking")));
    const answer = await ask(sent, kind).catch(() => null);
    if (mine !== newest) return;
    const heading = element("h2", word(kind));
    if (!answer) panel.replaceChildren(heading, element("p", word("failed")));
    else if (!answer.ok) {
      markProblem(yasqe, answer.document);
      panel.replaceChildren(heading, showProblem(yasqe, answer.document));
    } else {
      panel.replaceChildren(heading, ...SHOWN[kind](yasqe, answer.document));
      if (answer.document.hints.length) panel.append(hintList(yasqe, sent, answer.document.hints, () => unmark(yasqe)));
    }
  };

  // The hints for a query with what mends it; empty where none came.
  const hintsOf = async (query) => (await ask(query, "hints").catch(() => null))?.document.hints ?? [];

  return { explain, hintsOf };
})());
