#!/bin/bash
# A private PC/SC stand: a real pcscd with Debian's vsmartcard-vpcd driver, and one card emulator, in namespaces of
# their own. Nothing listens on the host's network and the host's own pcscd is left alone. Any libpcsclite client
# outside reaches the stand with
#     PCSCLITE_CSOCK_NAME=DIR/pcscd.comm
# The quickack route removes the 40 ms that vpcd's TCP link costs otherwise (Nagle against delayed ACK).
# Root, or an ordinary user mapped to root in a user namespace. SIGKILL ends it: unshare waits through SIGTERM, and
# --kill-child then ends everything inside with it.
# pcscd comes back when it ends, as systemd would bring it back, and stays away while DIR/pcscd.down exists: so the
# emulator, who lives in the same namespaces, can kill it and keep it down (`cli/stand-pcscd.ts`).
#   virtual-stand.sh DIR EMULATOR [ARG ...]     the emulator connects to 127.0.0.1:35963 (slot 0) or :35964 (slot 1)
set -eu
dir=$(realpath "$1"); shift
# A Unix socket's path holds 107 bytes; clients of a longer one only say that there is no reader.
[ ${#dir} -le 90 ] || { echo "virtual stand: the path $dir is too long for a socket" >&2; exit 2; }
[ "$(id -u)" = 0 ] && { mkdir -p /run/pcscd; user=(); } || user=(--map-root-user)
exec unshare "${user[@]}" --mount --net --pid --fork --kill-child --mount-proc --propagation private bash -euc '
  dir=$1; shift
  if [ ! -d /run/pcscd ]; then   # an ordinary user before pcscd ever ran here: a /run of our own
    exec 9<"$dir"; mount -t tmpfs tmpfs /run; mkdir -p /run/pcscd; mount --bind "/proc/self/fd/9" /run/pcscd; exec 9<&-
  else
    mount --bind "$dir" /run/pcscd
  fi
  ip link set lo up
  for net in 127.0.0.1 127.0.0.0/8; do
    ip route change local "$net" dev lo proto kernel scope host src 127.0.0.1 table local quickack 1
  done
  : >"$dir/pcscd.log"
  rm -f "$dir/pcscd.comm"
  while :; do
    while [ -e "$dir/pcscd.down" ]; do sleep .05; done
    rm -f "$dir/pcscd.comm" "$dir/pcscd.pid"
    pcscd --foreground >>"$dir/pcscd.log" 2>&1 || sleep .1
  done &
  for _ in $(seq 100); do [ -S /run/pcscd/pcscd.comm ] && break; sleep .05; done
  [ -S /run/pcscd/pcscd.comm ] || { echo "virtual stand: pcscd did not start, see $dir/pcscd.log" >&2; exit 1; }
  "$@"' virtual-stand "$dir" "$@"
