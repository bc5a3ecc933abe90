import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { daemonConfig } from "../../cli/parts.ts";

/** The install script into a throwaway root, and what the machine's own tools say of what lies there then. */
const clone = join(import.meta.dirname, "../..");
const script = join(clone, "packaging/install.sh");
const root = mkdtempSync(join(tmpdir(), "cardhall-root-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  spawnSync("sh", [script, ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", DESTDIR: root, PROGRAM: clone, ...env },
  });
const placed = (): string[] =>
  readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(root, name)).isFile(),
  );
const read = (name: string): string => readFileSync(join(root, name), "utf8");

const unit = (name: string): string => join(root, "etc/systemd/system", name);
const systemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
const analyze = (...args: string[]) => spawnSync("systemd-analyze", args, { encoding: "utf8" });

const ours = [
  "etc/cardhall/daemon.json",
  "etc/pam.d/cardhall-kiosk",
  "etc/polkit-1/rules.d/50-cardhall.rules",
  "etc/systemd/logind.conf.d/cardhall.conf",
  "etc/systemd/system/cardhall-kiosk.service",
  "etc/systemd/system/cardhall.service",
  "etc/systemd/system/pcscd.service.d/cardhall.conf",
  "etc/sysusers.d/cardhall.conf",
  "etc/udev/rules.d/60-cardhall.rules",
];

beforeAll(() => {
  const { status, stderr } = run();
  expect(stderr).not.toContain("not found");
  expect(status).toBe(0);
});

describe("the install script", () => {
  test("puts each file in its place, with the program's path in it, and the configuration closed to others", () => {
    expect(placed().sort()).toEqual(ours);
    for (const name of ours) expect(read(name), name).not.toContain("@PROGRAM@");
    expect(read("etc/systemd/system/cardhall.service")).toContain(`${clone}/cli/cardhall.ts daemon`);
    expect(statSync(join(root, "etc/cardhall/daemon.json")).mode & 0o777).toBe(0o640);
  });

  test("run again, it touches nothing that is as it should be, and mends what is not", () => {
    const before = ours.map((name) => statSync(join(root, name)).mtimeMs);
    expect(run().stderr).toBe("");
    expect(ours.map((name) => statSync(join(root, name)).mtimeMs)).toEqual(before);
    writeFileSync(join(root, "etc/polkit-1/rules.d/50-cardhall.rules"), "// broken by hand\n");
    writeFileSync(join(root, "etc/cardhall/daemon.json"), "{}\n");
    expect(run().stderr).toBe("cardhall install: wrote /etc/polkit-1/rules.d/50-cardhall.rules\n");
    expect(read("etc/polkit-1/rules.d/50-cardhall.rules")).toContain("addRule");
    expect(read("etc/cardhall/daemon.json")).toBe("{}\n");
  });

  test("takes away what it put there, and leaves configuration and journal", () => {
    const other = mkdtempSync(join(tmpdir(), "cardhall-root-"));
    try {
      expect(run([], { DESTDIR: other }).status).toBe(0);
      const { status, stderr } = run(["--remove"], { DESTDIR: other });
      expect(status).toBe(0);
      expect(stderr).toContain("kept: /etc/cardhall");
      const left = readdirSync(other, { recursive: true, encoding: "utf8" });
      expect(left.filter((name) => statSync(join(other, name)).isFile())).toEqual([
        "etc/cardhall/daemon.json",
      ]);
      expect(run(["--remove"], { DESTDIR: other }).status).toBe(0);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  test.each([
    [["--purge"], {}],
    [[], { PROGRAM: "here" }],
    [[], { PROGRAM: "/opt/with space" }],
    [[], { PROGRAM: "/opt/a#b" }],
  ])("refuses %j %j and says why", (args, env) => {
    const { status, stderr } = run(args, env);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^cardhall install: .{10}/);
  });

  test("the example is a configuration that the daemon takes", () => {
    const example = readFileSync(join(clone, "packaging/daemon.example.json"), "utf8");
    expect(daemonConfig.safeParse(JSON.parse(example)).error).toBeUndefined();
  });
});

describe.runIf(systemd)("systemd", () => {
  test("takes both services", () => {
    const terminal = analyze("verify", "--man=no", unit("cardhall.service"));
    expect(terminal.stderr).toBe("");
    expect(terminal.status).toBe(0);
    // The compositor is not needed to build or test this: only its absence may be complained of.
    const screen = analyze("verify", "--man=no", unit("cardhall-kiosk.service"));
    const complaints = screen.stderr
      .split("\n")
      .filter((line) => line !== "" && !line.includes("/usr/bin/cage"));
    expect(complaints).toEqual([]);
  });

  // Tenths of systemd's own scale of 0 (nothing can be reached) to 10.
  test.each([
    ["cardhall.service", 20],
    ["cardhall-kiosk.service", 45],
  ])("finds %s exposed by at most %i tenths", (name, most) => {
    const { status, stdout } = analyze(
      ...["security", "--offline=yes", "--no-pager", `--threshold=${String(most)}`, unit(name)],
    );
    expect(stdout).toContain("Overall exposure level");
    expect(status, stdout.split("\n").at(-2)).toBe(0);
  });

  test("would make the two users", () => {
    const { status, stderr } = spawnSync("systemd-sysusers", ["--dry-run", `--root=${root}`], {
      encoding: "utf8",
    });
    expect(status).toBe(0);
    for (const user of ["cardhall", "cardhall-kiosk"]) expect(stderr).toContain(`Creating user '${user}'`);
  });
});

describe("what the users may do", () => {
  type Asked = { readonly id: string; lookup(name: string): string | undefined };
  type Rule = (action: Asked, subject: { readonly user: string }) => string | undefined;
  const rules: Rule[] = [];
  const Result = { YES: "yes", NOT_HANDLED: undefined } as const;
  beforeAll(() => {
    const polkit = { addRule: (rule: Rule) => rules.push(rule), Result };
    runInNewContext(readFileSync(join(clone, "packaging/polkit/50-cardhall.rules"), "utf8"), { polkit });
  });
  const may = (user: string, id: string, details: Record<string, string> = {}) =>
    rules[0]?.({ id, lookup: (name) => details[name] }, { user }) === "yes";
  const manage = "org.freedesktop.systemd1.manage-units";

  test.each(["pcscd.service", "pcscd.socket", "cardhall-kiosk.service"])(
    "the terminal restarts %s",
    (name) => {
      expect(may("cardhall", manage, { unit: name, verb: "restart" })).toBe(true);
      expect(may("cardhall", manage, { unit: name, verb: "stop" })).toBe(false);
      for (const user of ["cardhall-kiosk", "root2", "nobody"])
        expect(may(user, manage, { unit: name, verb: "restart" })).toBe(false);
    },
  );

  test("the terminal reaches cards, and nothing else of the machine", () => {
    expect(may("cardhall", "org.debian.pcsc-lite.access_pcsc")).toBe(true);
    expect(may("cardhall", "org.debian.pcsc-lite.access_card")).toBe(true);
    expect(may("cardhall-kiosk", "org.debian.pcsc-lite.access_card")).toBe(false);
    expect(may("cardhall", manage, { unit: "ssh.service", verb: "restart" })).toBe(false);
    expect(may("cardhall", manage)).toBe(false);
    expect(may("cardhall", "org.freedesktop.login1.power-off")).toBe(false);
  });

  test("the screen's service is given the address and nothing else of the terminal's", () => {
    const screen = read("etc/systemd/system/cardhall-kiosk.service");
    expect(screen).toContain("LoadCredential=kiosk.json:/run/cardhall/kiosk.json");
    expect(screen).toMatch(/^InaccessiblePaths=.*\/var\/lib\/cardhall/m);
    expect(screen).toMatch(/^IPAddressDeny=any$/m);
    // cage without -s: no way to another console.
    expect(screen).toMatch(/^ExecStart=\/usr\/bin\/cage -d -- /m);
    expect(screen).not.toMatch(/remote-debugging|--inspect|no-sandbox/);
    expect(existsSync(join(root, "etc/sudoers.d"))).toBe(false);
  });
});
