// Problems of a query in words, with the place marked in its text, and what mends them at one click.
"use strict";

Object.assign(Editor, (() => {
  const { element, button, units, word } = Editor;

  // The edits of a fix, whose offsets are those of the text as it was sent: from the last to the first.
  const carryOut = (yasqe, sent, edits) => {
    const document = yasqe.getDoc();
    yasqe.operation(() => {
      for (const edit of [...edits].sort((one, other) => other.start - one.start)) {
        const [from, to] = [edit.start, edit.end].map((offset) => document.posFromIndex(units(sent, offset)));
        document.replaceRange(edit.text, from, to);
      }
    });
  };

  // An edit as it is after others were carried out.
  const moved = (edit, others) => {
    const before = others.filter((one) => one.end <= edit.start);
    const by = before.reduce((sum, one) => sum + [...one.text].length - (one.end - one.start), 0);
    return { ...edit, start: edit.start + by, end: edit.end + by };
  };

  // Hints as a list: what is written, why it is not meant, and a button for each way to mend it. What is mended leaves
  // the list; where the text was changed by hand meanwhile, the places are no longer true, and the list is dropped.
  const hintList = (yasqe, sent, hints, mended) => {
    let text = sent;
    let left = hints.map((hint) => ({ hint, fixes: hint.fixes }));
    const list = element("ul", "", { class: "fixes" });
    const mend = (fix) => {
      if (yasqe.getValue() === text) {
        carryOut(yasqe, text, fix.edits);
        text = yasqe.getValue();
        left = left.filter((one) => !one.fixes.includes(fix)).map(({ hint, fixes }) => ({
          hint, fixes: fixes.map((other) => ({ ...other, edits: other.edits.map((edit) => moved(edit, fix.edits)) })),
        }));
      } else left = [];
      show();
      if (!left.length) mended();
      yasqe.focus();
    };
    const show = () => list.replaceChildren(...left.map(({ hint, fixes }) => element("li", [
      element("code", hint.written), ` ${hint.message} `,
      ...fixes.flatMap((fix) => [button(word("write", { text: fix.written }), () => mend(fix), { class: "fix" }), " "]),
    ], { lang: "en" })));
    show();
    return list;
  };

  const marks = new WeakMap();
  const unmark = (yasqe) => {
    for (const mark of marks.get(yasqe) ?? []) mark.clear();
    marks.delete(yasqe);
  };

  // Mark a place, told as people count, with what is wrong there as its title.
  const mark = (yasqe, line, column, written, title = "") => {
    const document = yasqe.getDoc();
    const text = document.getLine(line - 1) ?? "";
    const start = units(text, column - 1);
    const end = start + (written.split("\n")[0].length || 1);
    const from = { line: line - 1, ch: start >= text.length ? Math.max(text.length - 1, 0) : start };
    const made = document.markText(from, { line: line - 1, ch: Math.max(end, from.ch + 1) }, { className: "marked-place", title: title });
    marks.set(yasqe, [...(marks.get(yasqe) ?? []), made]);
    yasqe.scrollIntoView(from, 60);
  };

  const toPlace = (yasqe, line, column) => button(word("place", { line, column }), () => {
    const text = yasqe.getDoc().getLine(line - 1) ?? "";
    yasqe.getDoc().setCursor({ line: line - 1, ch: units(text, column - 1) });
    yasqe.focus();
  }, { class: "place" });

  // A problem document (RFC 9457) as it is shown in place of a result; null for any other text.
  const problemOf = (text) => {
    try {
      const found = JSON.parse(text);
      return found && found.detail ? found : null;
    } catch {
      return null;
    }
  };
  const showProblem = (yasqe, problem) => {
    const sent = yasqe.getValue();
    const shown = element("div", [
      element("h2", `${problem.title} (${problem.status})`),
      element("p", problem.detail),
    ], { class: "problem-told", lang: "en" });
    if (problem.line) shown.append(toPlace(yasqe, problem.line, problem.column));
    if (problem.hints?.length) shown.append(hintList(yasqe, sent, problem.hints, () => unmark(yasqe)));
    return shown;
  };
  const markProblem = (yasqe, problem) => {
    if (problem.line) mark(yasqe, problem.line, problem.column, problem.token ?? "", problem.detail);
  };

  return { hintList, mark, unmark, toPlace, problemOf, showProblem, markProblem };
})());
