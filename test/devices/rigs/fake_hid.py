"""A HID device that is not there: umockdev's hidraw for the real node-hid, moved by JSON lines.

Arguments: a device description and an ioctl file (see hid-rig.ts), and the bytes of one output report with its
number. Lines in: {"op": "report", "hex": ...}, {"op": "unplug"}, {"op": "plug"}. Lines out: {"ev": "ready",
"dir": ...}, {"ev": "write", "hex": ...}, {"ev": "plugged"}, {"ev": "unplugged"}.
"""
import collections
import ctypes
import json
import os
import select
import shutil
import sys
import termios
import threading

import gi

gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

EOF = 0x04
QUOTE = 0x16
NEWLINE = 0x0A

libc = ctypes.CDLL(None)
libc.ptsname.restype = ctypes.c_char_p


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class FakeHid:
    def __init__(self, description, ioctls, output_bytes):
        self.testbed = UMockdev.Testbed.new()
        self.description = description
        self.ioctls = ioctls
        self.output_bytes = output_bytes
        self.number = -1
        self.master = -1
        self.slave = -1
        self.plugged_description = ""
        self.queue = collections.deque()
        self.queued = threading.Condition()
        threading.Thread(target=self.send_reports, daemon=True).start()

    def plug(self):
        # umockdev never forgets a node that was removed, so each replug gets the next number, as from a kernel.
        self.number += 1
        number = str(self.number)
        self.plugged_description = self.description.replace("@NUMBER@", number)
        device = f"/dev/hidraw{number}"
        ioctl_file = os.path.join(self.testbed.get_root_dir(), f"hid{number}.ioctl")
        with open(ioctl_file, "w", encoding="ascii") as file:
            file.write(self.ioctls.replace("@NUMBER@", number))
        self.testbed.add_from_string(self.plugged_description)
        self.testbed.load_ioctl(device, ioctl_file)
        self.master = self.testbed.get_dev_fd(device)
        self.slave = os.open(libc.ptsname(self.master).decode(), os.O_RDWR | os.O_NOCTTY)
        self.keep_borders()
        self.reader = threading.Thread(target=self.read_writes, args=(self.master,), daemon=True)
        self.reader.start()
        say({"ev": "plugged"})

    def keep_borders(self):
        """The node is a pty, which would merge reports. In canonical mode a line ends at VEOF and any byte can be
        quoted with VLNEXT: so one line is one report, and one read() gives one report."""
        attributes = termios.tcgetattr(self.slave)
        characters = [b"\0"] * len(attributes[6])
        characters[termios.VEOF] = bytes([EOF])
        characters[termios.VLNEXT] = bytes([QUOTE])
        modes = [0, 0, termios.CS8 | termios.CREAD, termios.ICANON | termios.IEXTEN]
        termios.tcsetattr(self.slave, termios.TCSANOW, modes + attributes[4:6] + [characters])

    def read_writes(self, master):
        gathered = b""
        while self.master == master:
            # Never blocked in read(): a blocked reader would hide the hang-up when the device is unplugged.
            if not select.select([master], [], [], 0.05)[0]:
                continue
            try:
                chunk = os.read(master, 4096)
            except OSError:
                return
            gathered += chunk
            while len(gathered) >= self.output_bytes:
                say({"ev": "write", "hex": gathered[: self.output_bytes].hex()})
                gathered = gathered[self.output_bytes :]

    def send_reports(self):
        while True:
            with self.queued:
                while not self.queue:
                    self.queued.wait()
                report = self.queue.popleft()
            quoted = b"".join(
                bytes([QUOTE, byte]) if byte in (EOF, QUOTE, NEWLINE) else bytes([byte]) for byte in report
            )
            if self.master >= 0:
                try:
                    os.write(self.master, quoted + bytes([EOF]))
                except OSError:
                    pass

    def report(self, data):
        with self.queued:
            self.queue.append(data)
            self.queued.notify()

    def unplug(self):
        master, slave = self.master, self.slave
        self.master = self.slave = -1
        self.reader.join()
        os.close(slave)
        paths = [line[3:].strip() for line in self.plugged_description.splitlines() if line.startswith("P: ")]
        for path in sorted(paths, key=len, reverse=True):
            self.testbed.remove_device("/sys" + path)
        os.close(master)
        # Left behind by umockdev 0.17, which then refuses the next node.
        shutil.rmtree(os.path.join(self.testbed.get_root_dir(), "dev/.ptymap"), ignore_errors=True)
        say({"ev": "unplugged"})


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        description = file.read()
    with open(sys.argv[2], encoding="ascii") as file:
        ioctls = file.read()
    fake = FakeHid(description, ioctls, int(sys.argv[3]))
    fake.plug()
    say({"ev": "ready", "dir": fake.testbed.get_root_dir()})
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "report":
            fake.report(bytes.fromhex(request["hex"]))
        elif request["op"] == "unplug":
            fake.unplug()
        elif request["op"] == "plug":
            fake.plug()


main()
