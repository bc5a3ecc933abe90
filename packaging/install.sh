#!/bin/sh
# Puts the terminal's services, users and rules on a Debian machine. The program stays where this clone lies.
#   install.sh              as root; may be run again after an update: what is as it should be is not touched
#   install.sh --remove     takes away what it put there; configuration, journal and users stay
# DESTDIR=FOLDER writes into FOLDER and calls no service; PROGRAM=FOLDER names another place of the program.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=${DESTDIR-}
program=${PROGRAM:-$(dirname "$here")}

say() { echo "cardhall install: $*" >&2; }
die() { say "$*"; exit 1; }

# mode, source beside this script, place on the machine
files="
644 systemd/cardhall.service        /etc/systemd/system/cardhall.service
644 systemd/cardhall-kiosk.service  /etc/systemd/system/cardhall-kiosk.service
644 systemd/pcscd.conf              /etc/systemd/system/pcscd.service.d/cardhall.conf
644 systemd/logind.conf             /etc/systemd/logind.conf.d/cardhall.conf
644 sysusers.conf                   /etc/sysusers.d/cardhall.conf
644 cardhall-kiosk.pam              /etc/pam.d/cardhall-kiosk
644 polkit/50-cardhall.rules        /etc/polkit-1/rules.d/50-cardhall.rules
644 udev/60-cardhall.rules          /etc/udev/rules.d/60-cardhall.rules
"

# The services run as users who must be able to read the program, and must not be able to change it.
case $program in
  /*) ;;
  *) die "the program's place must be a whole path: $program" ;;
esac
case $program in
  *[!A-Za-z0-9/._-]*) die "the program's path may hold letters, digits, / . _ - only: $program" ;;
  /home/* | /root/* | /tmp/* | /run/user/*)
    [ -n "$root" ] || die "the services cannot see $program; put the clone under /opt and begin again" ;;
esac

# Written aside and renamed; a file that is the same is left, with its time.
place() {
  target=$root$3
  mkdir -p "$(dirname "$target")"
  sed "s#@PROGRAM@#$program#g" "$here/$2" >"$target.new"
  chmod "$1" "$target.new"
  if cmp -s "$target.new" "$target"; then
    rm -f "$target.new"
    return 0
  fi
  mv -f "$target.new" "$target"
  say "wrote $3"
}

reload_all() {
  [ -z "$root" ] || return 0
  systemctl daemon-reload
  systemctl reload-or-restart polkit.service || say "polkit did not reload"
  udevadm control --reload && udevadm trigger || say "udev did not reload"
}

remove() {
  if [ -z "$root" ]; then
    systemctl disable --now cardhall-kiosk.service cardhall.service || say "the services were not running"
  fi
  echo "$files" | while read -r _mode _source target; do
    [ -z "$target" ] && continue
    [ -e "$root$target" ] || continue
    rm -f "$root$target"
    say "removed $target"
  done
  rmdir "$root/etc/systemd/system/pcscd.service.d" 2>/dev/null || :
  reload_all
  say "kept: /etc/cardhall, /var/lib/cardhall (the journal: what this terminal promised) and the two users"
}

install_all() {
  echo "$files" | while read -r mode source target; do
    [ -z "$target" ] || place "$mode" "$source" "$target"
  done
  [ -n "$root" ] || systemd-sysusers /etc/sysusers.d/cardhall.conf
  if [ ! -e "$root/etc/cardhall/daemon.json" ]; then
    mkdir -p "$root/etc/cardhall"
    install -m 640 "$here/daemon.example.json" "$root/etc/cardhall/daemon.json"
    [ -n "$root" ] || chgrp cardhall /etc/cardhall/daemon.json
    say "wrote /etc/cardhall/daemon.json: an example, to be filled in"
  fi
  reload_all
}

[ -n "$root" ] || [ "$(id -u)" = 0 ] || die "please run as root"
case ${1-} in
  "") install_all ;;
  --remove) remove ;;
  *) die "what is ${1}? Either nothing, or --remove" ;;
esac
