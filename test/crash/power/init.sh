#!/bin/sh
# The first process of a User-Mode Linux kernel whose root is this machine's own files, read-only. It mounts the disk
# that will lose its power and writes journal entries to it until the kernel is killed.
# CARDHALL_* come from the kernel's command line.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
# Not over /tmp: the clone may lie there.
mount -t tmpfs tmpfs /run
export TMPDIR=/run
mount -t ext4 /dev/ubda /mnt || { echo "FAILED mount"; exec sleep 1000; }
"$CARDHALL_NODE" "$CARDHALL_WRITER" "$CARDHALL_JOURNAL" /mnt/journal.db "$CARDHALL_ACKED" </dev/null
echo "FAILED writer ended"
exec sleep 1000
