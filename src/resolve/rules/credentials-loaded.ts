import type { Reporter } from "../../diagnostics/reporter.ts";
import { quote } from "../../diagnostics/words.ts";
import type { Located } from "../../source/located.ts";
import { passphrasesOf, passwordsOf, placeOfSecret } from "../names.ts";
import type { ResolvedSecret } from "../resolved-spec.ts";
import type { JobRule, PlacedJob } from "./placed.ts";

/** What units of the system get from systemd must be theirs to get, and each under a name of its own. */
export const credentialsLoaded: JobRule = (placed, on, reporter) => {
  const secrets = secretsOf(placed);
  const { scheduler, scope } = on.host;
  if (scheduler === "systemd" && scope === "system") {
    checkNames(secrets, reporter);
    return;
  }
  const [message, instead] =
    scheduler === "systemd"
      ? ["a user's systemd decrypts no secret before version 256", "scope: system"]
      : [`nobody decrypts this secret under ${scheduler}`, "scheduler: systemd"];
  for (const { secret, place } of secrets) {
    if (!secret.encrypted) continue;
    reporter.report("encrypted-for-nobody", message, {
      span: place.span,
      help: `name an unencrypted file ("file" in place of "encrypted"), or let units of the system run the job (${instead})`,
    });
  }
};

interface WrittenSecret {
  readonly secret: ResolvedSecret;
  readonly place: Located<string>;
}

function secretsOf({ job, spec, target }: PlacedJob): WrittenSecret[] {
  const { encryption } = job;
  const passphrases =
    encryption.kind === "symmetric" ? [encryption.passphrase, ...encryption.previous] : [];
  const passwords =
    job.target.kind === "rsync-daemon"
      ? [job.target.password, job.target.proxy?.login?.password].flatMap((secret) => secret ?? [])
      : [];
  const places = [...passphrasesOf(spec), ...passwordsOf(target)].map(placeOfSecret);
  return [...passphrases, ...passwords].flatMap((secret, index) => {
    const place = places[index];
    return place ? [{ secret, place }] : [];
  });
}

/** systemd takes the last of two credentials of one name for both (systemd 252, measured). */
function checkNames(secrets: readonly WrittenSecret[], reporter: Reporter): void {
  for (const { secret, place } of secrets) {
    const first = secrets.find((other) => other.secret.credential === secret.credential);
    if (secret.credential === undefined || !first || first.secret.file === secret.file) continue;
    reporter.report(
      "credential-twice",
      `two secrets are the credential ${quote(secret.credential)}`,
      {
        span: place.span,
        help: "give each a name of its own",
        related: [{ message: "the other one", span: first.place.span }],
      },
    );
  }
}
