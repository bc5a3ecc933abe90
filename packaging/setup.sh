#!/bin/sh
# Makes a clone ready to run: Debian packages, npm packages with Node 24, the native modules, the web page.
# With the argument `tests` also what only the tests need: a PostgreSQL server, a software HSM, the model checker.
# Stands behind `npm start`, `npm test` and `npx cardhall`; silent and quick when nothing is to be done.
# Starts on the machine's own Node (18 or later). Writes on stderr only: stdout belongs to the command that follows.
set -eu
exec >&2

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"

debian_packages="pcscd libpcsclite-dev vsmartcard-vpcd opensc pcsc-tools python3-stdnum socat chromium fonts-noto-cjk iproute2 util-linux g++ make python3 libharfbuzz-bin umockdev gir1.2-umockdev-1.0 python3-gi"
test_packages="spin postgresql softhsm2"
case " $* " in *" tests "*) debian_packages="$debian_packages $test_packages" ;; esac
page=kiosk-ui/dist/app/index.html

# npm and node must be the machine's own here: those of node_modules/.bin go away while npm ci works.
PATH=$(printf '%s' "$PATH" | tr : '\n' | grep -v '/node_modules/\.bin$' | paste -s -d : -)
export PATH

say() { echo "cardhall setup: $*"; }
die() { say "$*"; exit 1; }

# Runs a long command without its chatter; shows the end of it when it fails.
quietly() {
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then rm -f "$log"; return 0; fi
  tail -n 40 "$log"
  rm -f "$log"
  return 1
}

missing_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  # shellcheck disable=SC2086 # the list is words on purpose
  installed=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $debian_packages 2>/dev/null |
    sed -n 's/ installed$//p' | tr '\n' ' ')"
  for name in $debian_packages; do
    case $installed in *" $name "*) ;; *) printf '%s ' "$name" ;; esac
  done
}

modules_ready() {
  [ -f node_modules/.cardhall-ready ] &&
    [ "$(sha256sum <package-lock.json | cut -d ' ' -f 1)" = "$(cat node_modules/.cardhall-ready)" ]
}

page_ready() {
  [ -f "$page" ] && [ -z "$(find kiosk-ui words daemon/screen.ts packaging/build-web.mjs package-lock.json \
    -path kiosk-ui/dist -prune -o -type f -newer "$page" -print -quit)" ]
}

install_packages() {
  # shellcheck disable=SC2086 # words on purpose
  if [ "$(id -u)" = 0 ]; then as_root="env"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as_root="sudo -n env"
  else
    die "Debian packages are missing and this user may not install them. Please run as root:
  apt-get update && apt-get install -y --no-install-recommends $1"
  fi
  say "installing Debian packages (about 75 s): $1..."
  apt_get="$as_root DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300"
  quietly $apt_get update || say "the package lists could not be renewed; trying with those at hand"
  quietly $apt_get install -y --no-install-recommends $1 || die "apt-get could not install: $1"
}

make_modules() {
  command -v npm >/dev/null 2>&1 || die "npm is missing. Please install Node.js 20 or later with npm."
  if ! node packaging/modules-match.mjs; then
    say "installing npm packages (about 40 s) ..."
    # No package's own script is needed: our after-install builds the one module that ships no binary.
    quietly env -u npm_config_local_prefix npm ci --ignore-scripts --include=dev --include=optional \
      --no-audit --no-fund --loglevel=error || die "npm ci failed"
  fi
  node packaging/after-install.mjs || die "the card reader's module is not ready"
}

make_page() {
  say "building the web page (about 5 s) ..."
  node=node_modules/.bin/node
  [ -x "$node" ] || node=node
  # The page is only as new as the sources that it was begun with.
  begun=$(mktemp)
  built=0
  quietly "$node" packaging/build-web.mjs && touch -r "$begun" "$page" && built=1
  rm -f "$begun"
  [ "$built" = 1 ] || die "the web page could not be built"
}

missing=$(missing_packages)
if [ -z "$missing" ] && modules_ready && page_ready; then exit 0; fi

# One at a time in a clone. The lock lies on this very file and is not inherited (-o), so that a service
# started by apt-get cannot keep it.
if [ "${CARDHALL_SETUP_LOCKED-}" != 1 ] && command -v flock >/dev/null 2>&1; then
  CARDHALL_SETUP_LOCKED=1 exec flock -o -w 1800 "$root/packaging/setup.sh" sh "$root/packaging/setup.sh" "$@"
fi

[ -z "$missing" ] || install_packages "$missing"
modules_ready || make_modules
page_ready || make_page
