// The editor, loaded when somebody edits.
import { javascript } from "@codemirror/lang-javascript";
import { syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { EditorView, minimalSetup } from "codemirror";

export interface Editor {
  text(): string;
  replace(text: string): void;
  /** Marks a line until the text changes. */
  mark(line: number): void;
  /** The line where the text stops being a program, as far as the editor can tell. */
  brokenLine(): number | undefined;
  focus(): void;
  close(): void;
}

const marked = StateEffect.define<number>();
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(now, transaction) {
    if (transaction.docChanged) return Decoration.none;
    for (const effect of transaction.effects)
      if (effect.is(marked)) {
        const line = transaction.state.doc.line(Math.min(Math.max(1, effect.value), transaction.state.doc.lines));
        return Decoration.set([Decoration.line({ class: "wrong" }).range(line.from)]);
      }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function openEditor(parent: HTMLElement, text: string, label: string, run: () => void): Editor {
  const command = () => {
    run();
    return true;
  };
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      Prec.highest(keymap.of(["Ctrl-Enter", "Mod-Enter"].map((key) => ({ key, run: command })))),
      minimalSetup,
      javascript({ typescript: true }),
      syntaxHighlighting(classHighlighter),
      EditorView.contentAttributes.of({
        "aria-label": label,
        tabindex: "0",
        spellcheck: "false",
        autocapitalize: "off",
      }),
      marks,
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (now) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: now } }),
    mark(line) {
      view.dispatch({ effects: marked.of(line) });
    },
    brokenLine() {
      let at: number | undefined;
      syntaxTree(view.state).iterate({
        enter: ({ type, from }) => {
          if (type.isError) at ??= from;
        },
      });
      return at === undefined ? undefined : view.state.doc.lineAt(at).number;
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
}
