import type { CodePages } from "./page.ts";

/** What can be wrong before the text is a spec at all. */
export const yamlCodes = {
  "yaml-syntax": {
    severity: "error",
    title: "text that YAML cannot read",
    text: `The file is not YAML, so nothing in it can be understood. The place is where the reader stumbled; the
mistake is there or just before it. The usual ones: tabs instead of spaces, keys of one mapping that begin in
different columns, a quote or bracket that is never closed, and a missing colon.

While the file is not YAML, nothing else is checked.`,
    example: "version: 1\njobs:\n\tphotos:\n",
  },
  "needs-quotes": {
    severity: "error",
    title: "a value that YAML takes for something else unless it is quoted",
    text: `YAML keeps some characters for itself. A value cannot begin with @, \`, % or a comma; what begins with * is an
alias, a reference to a value elsewhere, and what begins with ! has a tag, which a spec needs none of. Cron expressions
and patterns often begin so. Put the whole value in quotes. In single quotes every character stands for itself.

Only " and ' are quotes. The curved marks that a word processor, a chat or a web page makes of them are text like any
other.`,
    example:
      "version: 1\njobs:\n  photos:\n    exclude: [**/.cache]\n    backup: { schedule: @daily }\n",
  },
  "duplicate-key": {
    severity: "error",
    title: "the same key twice in one mapping",
    text: `Many YAML readers keep the last of the two without a word, so that a job that was copied and not renamed
would silently replace the one it was copied from. Rename or remove one of the two.`,
    example:
      "version: 1\njobs:\n  photos: { source: /srv/photos }\n  photos: { source: /srv/music }\n",
  },
  "merge-key": {
    severity: "error",
    title: "the merge key <<",
    text: `"<<" belongs to YAML 1.1; readers of YAML 1.2 take it for an ordinary key. Keys that several jobs share go
under "defaults"; a whole value can be shared with an anchor and an alias (&name, *name).`,
    example: "version: 1\njobs:\n  photos: &base { source: /srv/photos }\n  music: { <<: *base }\n",
  },
  "unknown-alias": {
    severity: "error",
    title: "an alias without its anchor",
    text: `*name stands for the value that was marked with &name earlier in the same file. There is none of that
name before this place. If the value is a text that begins with *, put it in quotes.`,
    example: "version: 1\njobs:\n  photos: *base\n",
  },
  "alias-loop": {
    severity: "error",
    title: "an alias inside the value that it stands for",
    text: "A value that contains itself would never end. Move the alias out of the anchored value.",
    example: "version: 1\njobs: &all\n  photos: *all\n",
  },
  "too-many-values": {
    severity: "error",
    title: "aliases that multiply beyond all measure",
    text: `Aliases of lists of aliases can make a billion values out of ten lines. Holdfast follows aliases up to a
hundred thousand values, more than any spec needs.`,
    example: `a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
`,
  },
  "key-not-text": {
    severity: "error",
    title: "a key that is not text",
    text: `To YAML, an unquoted 2024 is a number, true is a truth value, and ~ is null. Keys are text: put the key in
quotes. Brackets and aliases cannot be keys.`,
    example: "version: 1\njobs:\n  2024: { source: /srv/2024 }\n",
  },
  "multiple-documents": {
    severity: "error",
    title: "more than one YAML document in the file",
    text: `A line of three dashes begins a new document, and everything below it would have to be ignored. A spec is
one document.`,
    example: "version: 1\n---\nversion: 1\n",
  },
  "empty-spec": {
    severity: "error",
    title: "a spec with nothing in it",
    text: `The file is empty, or holds only comments. A spec has at least a version, a job and a host that runs it.
"holdfast init" writes a first one.`,
    example: "# nothing yet\n",
  },
  "number-form": {
    severity: "error",
    title: "a number that does not mean what it seems to",
    text: `012 is ten to YAML 1.1 and twelve to YAML 1.2; 0x1f, 0o17, 1e3, 1.0 and .inf are numbers, though they may
have been meant as text. Holdfast takes numbers in plain decimal notation only. If it is text, put it in quotes.`,
    example: "version: 1\njobs:\n  photos:\n    prune: { after: backup, keep_full: 012 }\n",
  },
  "invalid-character": {
    severity: "error",
    title: "a character that a spec cannot hold",
    text: `YAML allows no control characters in its text. In double quotes they can be written as escapes, such as
"\\x07". Two things cannot be written at all: the character NUL, which no path, name or argument on Unix can hold,
and half of a surrogate pair (\\uD800 to \\uDFFF), which is no character.`,
    example: 'version: 1\njobs:\n  photos: { source: "/srv/pho\\0tos" }\n',
  },
} as const satisfies CodePages;
