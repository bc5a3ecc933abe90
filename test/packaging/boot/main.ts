import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * `npm run boot`: the services under a systemd that really runs. A container of this machine's own files under an
 * overlay (nothing of it is kept) is booted, installs the terminal with packaging/install.sh, and lives through a
 * freeze, the death of the terminal, the death of pcscd and an unfreeze (inside.ts). Root, and Debian's
 * systemd-container; the devices are virtual, the daemon, pcscd and systemd are not.
 */
const program = join(import.meta.dirname, "../../..");
const bootMs = 240_000;
const report = z.object({
  ok: z.boolean(),
  steps: z.array(z.object({ what: z.string(), took: z.string() })),
});

if (process.getuid?.() !== 0 || !existsSync("/usr/bin/systemd-nspawn")) {
  console.error("boot: needs root and Debian's systemd-container (apt-get install systemd-container)");
  process.exit(2);
}
const folder = mkdtempSync("/dev/shm/cardhall-boot-");
const place = (name: string): string => join(folder, name);
for (const name of ["upper", "work", "root"]) mkdirSync(place(name));
execFileSync("mount", [
  ...["-t", "overlay", "overlay", "-o"],
  `lowerdir=/,upperdir=${place("upper")},workdir=${place("work")}`,
  place("root"),
]);
try {
  const into = (path: string, text: string): void => {
    writeFileSync(join(place("root"), path), text);
  };
  rmSync(join(place("root"), "etc/machine-id"), { force: true });
  into(
    "etc/systemd/system/cardhall-boot.service",
    [
      "[Unit]\nAfter=multi-user.target",
      "[Service]\nType=oneshot\nStandardOutput=journal",
      "ExecStart=/opt/cardhall/node_modules/.bin/node /opt/cardhall/test/packaging/boot/inside.ts",
      "ExecStopPost=/bin/systemctl --no-block poweroff\n",
    ].join("\n"),
  );
  into("etc/hostname", "cardhall-boot\n");
  const guest = spawn(
    "systemd-nspawn",
    [
      ...["-D", place("root"), "--register=no", "--keep-unit", "--private-network", "--quiet"],
      ...[`--bind-ro=${program}:/opt/cardhall`, "--machine=cardhall-boot", "--boot"],
      ...["systemd.unit=multi-user.target", "systemd.wants=cardhall-boot.service"],
    ],
    { stdio: process.argv.includes("--verbose") ? "inherit" : "ignore" },
  );
  const timer = setTimeout(() => guest.kill("SIGKILL"), bootMs);
  await new Promise((ended) => guest.once("exit", ended));
  clearTimeout(timer);
  const told = join(place("upper"), "var/lib/cardhall-boot.json");
  const { ok, steps } = existsSync(told)
    ? report.parse(JSON.parse(readFileSync(told, "utf8")))
    : { ok: false, steps: [{ what: "the container ended, or was ended, without a word", took: "" }] };
  for (const { what, took } of steps) console.log(`${took.padStart(8)}  ${what}`);
  console.log(ok ? "boot: the services hold" : "boot: FAILED");
  process.exitCode = ok ? 0 : 1;
} finally {
  execFileSync("umount", [place("root")]);
  rmSync(folder, { recursive: true, force: true });
}
