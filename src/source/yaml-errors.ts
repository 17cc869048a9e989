import type { Stretch } from "./mask.ts";
import type { SourceFile } from "./source-file.ts";

/** What the parser says: its own code, English text, and the place. */
export interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly pos: Stretch;
}

/** What the user is told instead. */
export interface Explanation {
  readonly message: string;
  readonly help: string;
  readonly place: Stretch;
}

/** Where the document has lists and mappings in brackets, and quoted texts, in the order of the text. */
export interface Delimited {
  readonly brackets: readonly Stretch[];
  readonly quoted: readonly Stretch[];
}

type Explain = (error: ParserError, file: SourceFile, delimited: Delimited) => Explanation;

const say =
  (message: string, help: string): Explain =>
  ({ pos }) => ({ message, help, place: pos });

/** The last of the stretches that begins before the error and reaches it: what is still open there. */
function opened(stretches: readonly Stretch[], { pos }: ParserError): Stretch {
  const open = stretches.findLast(([start, end]) => start < pos[0] && end >= pos[0] - 1);
  return open ? [open[0], open[0] + 1] : pos;
}

const unclosedBracket: Explain = (error, file, { brackets }) => {
  const place = opened(brackets, error);
  const bracket = file.text[place[0]] === "{" ? "{" : "[";
  const closing = bracket === "{" ? "}" : "]";
  return {
    message: `"${bracket}" is not closed`,
    help: `write "${closing}" at the end, and indent what is inside; quote the value if "${bracket}" is part of a text`,
    place,
  };
};

const unclosedQuote: Explain = (error, file, { quoted }) => {
  const place = opened(quoted, error);
  return {
    message: `the quote ${file.text[place[0]] ?? ""} is not closed`,
    help: "every quote needs its partner; a quote inside quotes is \\\" in double ones and '' in single ones",
    place,
  };
};

const notAKey = say(
  "expected a key, a colon and a value",
  "a colon is followed by a space; what belongs to the line above is indented",
);

const unevenIndent: Explain = ({ pos: [start] }, file) => {
  const from = start + (/^[ \t]*/.exec(file.text.slice(start))?.[0].length ?? 0);
  return {
    message: "the indentation of this line fits no line above it",
    help: "keys of one mapping, and items of one list, begin in the same column",
    place: [from, from + 1],
  };
};

const colonInValue: Explain = (error, file) => {
  const [start] = error.pos;
  const lineEnd = file.text.indexOf("\n", start);
  const line = file.text.slice(start, lineEnd === -1 ? undefined : lineEnd);
  return /:(\s|$)/.test(line)
    ? {
        message: 'a colon and a space inside a value: YAML reads "key: value"',
        help: "quote the value if it is one text; else put the mapping on lines of its own",
        place: [start, start + line.trimEnd().length],
      }
    : {
        message: "the next line is indented as if it belonged to this value",
        help: "keys of one mapping begin in the same column",
        place: [start, start + line.trimEnd().length],
      };
};

const explanations: Readonly<Record<string, Explain>> = {
  TAB_AS_INDENT: say("a tab indents this line", "YAML is indented with spaces"),
  BAD_INDENT: (error, ...rest) =>
    (error.message.startsWith("Flow") ? unclosedBracket : unevenIndent)(error, ...rest),
  MISSING_CHAR: (error, ...rest) => {
    if (error.message.includes("quote")) return unclosedQuote(error, ...rest);
    if (error.message.startsWith("Flow")) return unclosedBracket(error, ...rest);
    return notAKey(error, ...rest);
  },
  MULTILINE_IMPLICIT_KEY: notAKey,
  BLOCK_AS_IMPLICIT_KEY: colonInValue,
  BLOCK_IN_FLOW: say(
    "a comma is missing between two entries",
    "inside { } and [ ], commas stand between entries",
  ),
  BAD_DQ_ESCAPE: ({ pos }) => ({
    message: "a backslash that begins no escape of YAML",
    help: "write \\\\ for a backslash in double quotes, or use single quotes",
    place: [pos[0], pos[0] + 2],
  }),
  UNEXPECTED_TOKEN: (error, file, delimited) => {
    if (error.message.includes("block-seq-ind")) {
      return {
        message: "a list cannot begin on the line of its key",
        help: 'put "- " on a line of its own below the key, or write the list as [a, b]',
        place: error.pos,
      };
    }
    if (error.message.startsWith("Block scalar header")) {
      return {
        message: '"|" and ">" begin a text on the next line, and end their own',
        help: "quote the value if the character is part of it",
        place: error.pos,
      };
    }
    const afterQuote = delimited.quoted.some(
      ([, end]) => end <= error.pos[0] && file.text.slice(end, error.pos[0]).trim() === "",
    );
    return afterQuote
      ? {
          message: "text after the closing quote",
          help: "put the quotes round the whole value; a quote inside quotes is \\\" in double ones and '' in single ones",
          place: error.pos,
        }
      : {
          message: "this does not fit here",
          help: "look for a missing colon, comma, quote or bracket before it",
          place: error.pos,
        };
  },
};

/** Whether a line stands where no line can: all that follows it in its block will, too. */
export function isMisindented({ code, message }: ParserError): boolean {
  return code === "TAB_AS_INDENT" || (code === "BAD_INDENT" && !message.startsWith("Flow"));
}

/** Tells the user what is wrong in words of the spec's author rather than of a parser's. */
export function explain(error: ParserError, file: SourceFile, delimited: Delimited): Explanation {
  const known = explanations[error.code];
  if (known) return known(error, file, delimited);
  const message = error.message.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());
  return { message, help: "see yaml.org/spec/1.2.2", place: error.pos };
}
