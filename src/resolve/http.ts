import { quote } from "../diagnostics/words.ts";
import type { HeaderSpec, HttpSpec, UrlSpec } from "../spec/spec.ts";
import { fill } from "./fill.ts";
import { type Parsed, parsed, refused } from "./parsed.ts";
import { parseLine } from "./paths.ts";
import type { HttpWay, ResolvedHeader, ResolvedText } from "./resolved-spec.ts";
import { read, readFilled, type Scope } from "./scope.ts";
import { resolvePlainSecret } from "./secrets.ts";

/** Headers whose values open something: RFC 9110, 11.6.2, and what services have made up. */
const secretHeaders = /^(?:proxy-)?authorization$|^cookie$|token|secret|password|api-?key/i;

/** What a body's template can name, with what shows whether JSON stays JSON. */
const samples = {
  job: "job",
  host: "host",
  action: "backup",
  event: "ok",
  outcome: "ok",
  exit_code: "0",
  duration: "0",
  overdue: "",
  message: "text",
  log: "text",
};

const defaultBody = `{${Object.keys(samples)
  .map((name) => `"${name}": "\${${name}}"`)
  .join(", ")}}`;

/** A request by HTTP; undefined when something is wrong with it, which was reported. */
export function resolveHttp(spec: HttpSpec, scope: Scope): HttpWay | undefined {
  const url = resolveUrl(spec.url, scope);
  const written = spec.headers.map((header) => resolveHeader(header, scope));
  const headers = written.flatMap((header) => header ?? []);
  const contentType = headers.find(({ name }) => name.toLowerCase() === "content-type");
  const json = /json/i.test(contentType?.value.text ?? "json");
  const method = spec.method?.value ?? "POST";
  const body = spec.body ? read(spec.body, (text) => parseBody(text, json), scope) : defaultBody;
  if (!url || body === undefined || headers.length < written.length) return undefined;
  if (method === "GET") {
    if (!spec.body) return { kind: "http", url, method, headers, body: "", json };
    scope.reporter.report("conflicting-settings", "GET sends no body", {
      span: spec.body.span,
      help: 'leave out "body", or use method: POST',
    });
    return undefined;
  }
  const typed: ResolvedHeader = {
    name: "Content-Type",
    value: { text: "application/json", secret: undefined },
  };
  return {
    kind: "http",
    url,
    method,
    headers: contentType ? headers : [typed, ...headers],
    body,
    json,
  };
}

/** A URL that may be told, in which variables are filled in; or the secret that holds one. */
export function resolveUrl(spec: UrlSpec, scope: Scope): ResolvedText | undefined {
  if (spec.kind === "secret") {
    const secret = resolvePlainSecret(spec.secret, scope);
    return secret && { text: "", secret };
  }
  const text = readFilled(spec.url, parseHttpUrl, scope);
  return text === undefined ? undefined : { text, secret: undefined };
}

/** The text itself is not repeated in messages: it may hold what is no business of theirs. */
function parseHttpUrl(text: string): Parsed<string> {
  if (/^[a-z]+:\/\/[^/?#]*@/i.test(text)) {
    const help = "put who you are into a header that comes from a secret";
    return refused("password-in-url", "this URL has a user or a password in it", help);
  }
  const well = /^https?:\/\/[^\s"\\]+$/.test(text) && /^[!-~]+$/.test(text) && URL.canParse(text);
  return well
    ? parsed(text)
    : refused("invalid-url", "this is not a URL of http or https", "https://HOST/PATH");
}

function resolveHeader(
  { name, text: written, secret: reference }: HeaderSpec,
  scope: Scope,
): ResolvedHeader | undefined {
  if (written && !reference && secretHeaders.test(name)) {
    written.span.file.mask(written.span.start, written.span.end);
    scope.reporter.report("literal-secret", `header ${quote(name)} holds a secret itself`, {
      span: written.span,
      help: "put the secret into a file on the host, and write { secret: { file: PATH } }",
    });
    return undefined;
  }
  const text = written ? read(written, (value) => parseLine(value), scope) : "";
  const secret = reference && resolvePlainSecret(reference, scope);
  if (text === undefined || (reference && !secret)) return undefined;
  return { name, value: { text, secret } };
}

/** A template of which every name is known, and which is JSON once they are filled in, if it is to be. */
function parseBody(text: string, json: boolean): Parsed<string> {
  const filled = fill(text, samples);
  if (!filled.ok) return filled;
  if (!json) return parsed(text);
  try {
    JSON.parse(filled.value);
    return parsed(text);
  } catch {
    const help = `put each \${…} in double quotes, or give another Content-Type; such as {"text": "\${message}"}`;
    return refused("invalid-body", "this body is not JSON", help);
  }
}
