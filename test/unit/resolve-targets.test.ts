import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { onionProblem } from "../../src/resolve/onion.ts";
import type { Parsed } from "../../src/resolve/parsed.ts";
import { parseArchivePath } from "../../src/resolve/targets/archive-path.ts";
import { parseFileUrl } from "../../src/resolve/targets/file-url.ts";
import { parseProxyAddress, parseProxyText } from "../../src/resolve/targets/proxy.ts";
import { parseRsyncDaemonUrl } from "../../src/resolve/targets/rsync-url.ts";

function outcomeOf<T>(result: Parsed<T>): T | string {
  return result.ok ? result.value : result.problem.code;
}

describe("file URLs", () => {
  it.each([
    ["file:///mnt/disk", "/mnt/disk"],
    ["file:///mnt/disk/", "/mnt/disk"],
    ["file:////mnt//disk", "/mnt/disk"],
    ["file:///mnt/a%20b/%C3%A9", "/mnt/a b/é"],
    ["file:///mnt/$HOME/~x/it's(1);2,3", "/mnt/$HOME/~x/it's(1);2,3"],
    ["file:///mnt/%252e", "/mnt/%2e"],
  ])("%s", (url, directory) => {
    expect(outcomeOf(parseFileUrl(url))).toBe(directory);
  });

  it.each([
    ["file:/mnt", "invalid-url"],
    ["file://mnt/disk", "invalid-url"],
    ["file:///", "invalid-url"],
    ["file:///%2F", "invalid-url"],
    ["file:///mnt/a b", "invalid-url"],
    ["file:///mnt/é", "invalid-url"],
    ["file:///mnt/[x]", "invalid-url"],
    ["file:///mnt?x", "invalid-url"],
    ["file:///mnt#x", "invalid-url"],
    ["file:///mnt/%zz", "invalid-url"],
    ["file:///mnt/%ff", "invalid-url"],
    ["file:///mnt/../x", "parent-in-path"],
    ["file:///mnt/%2E%2e/x", "parent-in-path"],
    ["file:///mnt/%00", "control-character"],
    ["file:///mnt/%0A", "control-character"],
  ])("refuses %s", (url, code) => {
    expect(outcomeOf(parseFileUrl(url))).toBe(code);
  });

  it("points at the character that is wrong", () => {
    const result = parseFileUrl("file:///mnt/a b");
    expect(result.ok ? undefined : result.problem.at).toEqual({ start: 13, end: 14 });
  });
});

describe("URLs of rsync daemons", () => {
  it.each([
    ["rsync://nas::backups", undefined, "nas", 873, "backups"],
    ["rsync://nas::backups/", undefined, "nas", 873, "backups"],
    ["rsync://nas::/backups/a/b//", undefined, "nas", 873, "backups/a/b"],
    ["rsync://ada@nas.example.org:8730::backups/x", "ada", "nas.example.org", 8730, "backups/x"],
    ["rsync://127.0.0.1:1::b", undefined, "127.0.0.1", 1, "b"],
    ["rsync://nas::b/a@b~c+d=e,f", undefined, "nas", 873, "b/a@b~c+d=e,f"],
  ])("%s", (url, user, host, port, modulePath) => {
    expect(outcomeOf(parseRsyncDaemonUrl(url))).toEqual({ user, host, port, modulePath });
  });

  it.each([
    "rsync://nas/backups",
    "rsync://nas:backups",
    "rsync://nas::",
    "rsync://nas:://",
    "rsync://::backups",
    "rsync://@nas::backups",
    "rsync://NAS::backups",
    "rsync://na_s::backups",
    "rsync://-nas::backups",
    "rsync://nas$(id)::backups",
    "rsync://nas::back ups",
    "rsync://nas::back'ups",
    "rsync://nas::b/$x",
    "rsync://nas::b\\c",
    "rsync://nas::b\nc",
    "rsync://nas::b/../c",
    "rsync://nas::b//c",
    "rsync://nas::a::b",
    "rsync://nas:0::b",
    "rsync://nas:65536::b",
    "rsync://nas:x::b",
    "rsync://nas:::b",
    "rsync://[::1]::b",
    "rsync://a b@nas::b",
    "rsync://a%20b@nas::b",
  ])("refuses %s", (url) => {
    expect(outcomeOf(parseRsyncDaemonUrl(url))).toBe("invalid-url");
  });
});

describe("onion names", () => {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

  /** The name of the service with a key, by arithmetic on one large number, unlike the decoder. */
  function nameOf(key: Buffer, version = 3): string {
    const checksum = createHash("sha3-256")
      .update(Buffer.concat([Buffer.from(".onion checksum"), key, Buffer.of(version)]))
      .digest();
    const all = Buffer.concat([key, checksum.subarray(0, 2), Buffer.of(version)]);
    let number = BigInt(`0x${all.toString("hex")}`);
    let name = "";
    for (let i = 0; i < 56; i++) {
      name = alphabet.charAt(Number(number % 32n)) + name;
      number /= 32n;
    }
    return name;
  }

  const keys = Array.from({ length: 50 }, (_, i) => createHash("sha256").update(`${i}`).digest());

  it("takes those of services that exist", () => {
    // The Tor Project's own site.
    expect(onionProblem("2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion")).toBe(
      undefined,
    );
    for (const key of keys) expect(onionProblem(`${nameOf(key)}.onion`)).toBe(undefined);
  });

  it("ignores subdomains", () => {
    const [key = Buffer.alloc(32)] = keys;
    expect(onionProblem(`www.${nameOf(key)}.onion`)).toBe(undefined);
  });

  it("finds any single mistyped character", () => {
    const [key = Buffer.alloc(32)] = keys;
    const name = nameOf(key);
    for (let i = 0; i < name.length; i++) {
      const other = alphabet.charAt((alphabet.indexOf(name.charAt(i)) + 1) % 32);
      const mistyped = `${name.slice(0, i)}${other}${name.slice(i + 1)}.onion`;
      expect(onionProblem(mistyped)).toContain("checksum");
    }
  });

  it("refuses other versions, lengths and letters", () => {
    const [key = Buffer.alloc(32)] = keys;
    const name = nameOf(key);
    expect(onionProblem(`${nameOf(key, 4)}.onion`)).toContain("checksum");
    expect(onionProblem("abcdef0123456789.onion")).toContain("version 2");
    expect(onionProblem(`${name.slice(1)}.onion`)).toContain("this one 55");
    expect(onionProblem(`1${name.slice(1)}.onion`)).toContain('not "1"');
    expect(onionProblem(".onion")).toContain("this one 0");
  });
});

describe("paths of archives", () => {
  it.each([
    ["laptop/photos", "laptop/photos"],
    ["photos/", "photos"],
    [".", ""],
    ["./", ""],
    ["a.b/-c_", "a.b/-c_"],
  ])("%s", (text, path) => {
    expect(outcomeOf(parseArchivePath(text))).toBe(path);
  });

  it.each(["", "/", "/x", "../x", "x/..", "a/./b", "./a", "a//b", "a b", "é", "a\n", "$x"])(
    "refuses %j",
    (text) => {
      expect(outcomeOf(parseArchivePath(text))).toBe("invalid-archive-path");
    },
  );
});

describe("proxies", () => {
  it.each([
    ["127.0.0.1:9050", "127.0.0.1", 9050],
    ["tor.example.org:1", "tor.example.org", 1],
  ])("%s", (text, host, port) => {
    expect(outcomeOf(parseProxyAddress("socks5", text))).toEqual({ kind: "socks5", host, port });
  });

  it.each([
    "",
    "9050",
    ":9050",
    "localhost",
    "localhost:",
    "localhost:0",
    "localhost:65536",
    "a b:1",
    "-x:1",
    "$(id):1",
  ])("refuses %j", (text) => {
    expect(outcomeOf(parseProxyAddress("http", text))).toBe("invalid-proxy");
  });

  it.each([
    ["tor", "socks5", "127.0.0.1", 9050],
    ["socks5://10.0.0.1:1080", "socks5", "10.0.0.1", 1080],
    ["http://proxy.example.org:3128/", "http", "proxy.example.org", 3128],
  ])("%s", (text, kind, host, port) => {
    expect(outcomeOf(parseProxyText(text))).toEqual({ kind, host, port });
  });

  it("no URL names a user", () => {
    expect(outcomeOf(parseProxyText("http://ada:secret@proxy:3128"))).toBe("password-in-url");
    expect(outcomeOf(parseProxyText("socks5://ada@proxy:3128"))).toBe("password-in-url");
  });
});
