/** The findings that concern devices beside card reader and printer, and what the terminal stands on. */
export const deviceFindings = {
  // ------------------------------------------------------------------ devices on lines and HID
  "line-missing": {
    severity: "error",
    who: "technician",
    what: {
      zh: "配置里的串口不存在，设备没有接上。",
      en: "A configured serial device is not there: nothing is plugged in under that name.",
    },
    why: {
      zh: "线没插、转换器坏了，或设备文件换了名字。",
      en: "A loose plug, a dead converter, or the device file has another name now.",
    },
    next: {
      zh: "查线缆；用 /dev/serial/by-id 下的名字配置，重启后不会变。",
      en: "Check the cable; configure the name under /dev/serial/by-id, which outlives a restart.",
    },
  },
  "line-held": {
    severity: "error",
    who: "technician",
    what: {
      zh: "串口被别的程序占用，终端打不开它。",
      en: "Another program holds a serial line, so the terminal cannot have it.",
    },
    why: {
      zh: "厂商自带的读卡程序、ModemManager 或一次没关的调试还开着。",
      en: "A vendor's own reading program, ModemManager, or a terminal session that was left open.",
    },
    next: {
      zh: "关闭所列程序；不需要的请卸载。",
      en: "Close the programs named here; remove what is not needed.",
    },
  },
  "hid-missing": {
    severity: "error",
    who: "technician",
    what: {
      zh: "没有找到配置里的 USB（HID）设备。",
      en: "A configured USB (HID) device is not plugged in.",
    },
    why: {
      zh: "线没插、没有供电，或 USB 编号与配置不同。",
      en: "A loose plug, no power, or its USB numbers are not the configured ones.",
    },
    next: {
      zh: "用 lsusb 核对编号，写入 usb 一项。",
      en: "Compare the numbers that lsusb shows, and enter them under usb.",
    },
  },
  "device-denied": {
    severity: "error",
    who: "technician",
    what: {
      zh: "设备在，但本用户没有打开它的权限。",
      en: "The device is there, and this user may not open it.",
    },
    why: {
      zh: "串口要加入 dialout 组；HID 要有 packaging/udev 的规则。",
      en: "A serial line wants the group dialout; a HID device wants the rule in packaging/udev.",
    },
    next: {
      zh: "装好规则或加入用户组，重新登录或重插设备。",
      en: "Install the rule or add the user to the group, then log in again or plug the device in again.",
    },
  },
  "device-offline": {
    severity: "error",
    who: "technician",
    what: { zh: "设备连不上。", en: "A device is not connected." },
    why: {
      zh: "刚被拔下，或它的进程正在重启。",
      en: "It was just unplugged, or its process is being started again.",
    },
    next: {
      zh: "查线缆和供电；接好后终端会自动恢复。",
      en: "Check cable and power. The terminal takes it up again by itself.",
    },
  },
  "device-silent": {
    severity: "error",
    who: "technician",
    what: {
      zh: "设备连着，但不回话，状态不明。",
      en: "A device is connected and does not answer: its state is unknown.",
    },
    why: {
      zh: "没有开机、死机，或波特率不对。",
      en: "It is switched off, it hangs, or the speed is wrong.",
    },
    next: {
      zh: "给设备断电再开；核对配置里的 baudRate。",
      en: "Switch it off and on; compare the configured baudRate.",
    },
  },
  "device-unsteady": {
    severity: "warning",
    who: "technician",
    what: {
      zh: "设备现在正常，但反复掉线过。",
      en: "A device is well now, and has gone away again and again.",
    },
    why: {
      zh: "插头松动、线太长、集线器供电不足，或 USB 自动休眠。",
      en: "A loose plug, a long cable, a hub without power of its own, or USB autosuspend.",
    },
    next: {
      zh: "换线，直插主机，关闭自动休眠。",
      en: "Change the cable, plug it into the machine, switch autosuspend off.",
    },
  },
  "psam-reader-lost": {
    severity: "error",
    who: "technician",
    what: {
      zh: "PSAM 的读卡器不在，本机不能写卡。",
      en: "The PSAM's reader is not there: this terminal can write no card.",
    },
    why: {
      zh: "没有接好，或名字与配置不符。",
      en: "It is not plugged in, or its name is not the configured one.",
    },
    next: { zh: "查线缆；核对 psam.name。", en: "Check the cable, and psam.name." },
  },
  "clerk-reader-lost": {
    severity: "warning",
    who: "clerk",
    what: { zh: "窗口人员的读卡器不在。", en: "The clerk's own reader is not there." },
    why: {
      zh: "没有接好，或名字与配置不符。",
      en: "It is not plugged in, or its name is not the configured one.",
    },
    next: {
      zh: "查线缆；仍不行请技术人员核对 clerk.name。",
      en: "Check the cable; a technician can compare clerk.name.",
    },
  },
  "card-forgotten": {
    severity: "warning",
    who: "clerk",
    what: { zh: "有人把卡忘在读卡器里了。", en: "Somebody has forgotten a card in the reader." },
    why: {
      zh: "提示取卡已超过一分钟，没有人取。",
      en: "It was asked back more than a minute ago, and nobody took it.",
    },
    next: {
      zh: "取出卡，登记，交还本人或按遗失物保管。",
      en: "Take it out, put it on record, and give it back or keep it as lost property.",
    },
  },
  "light-missing": {
    severity: "warning",
    who: "technician",
    what: {
      zh: "配置里的指示灯找不到或不能写。",
      en: "A configured light is not there or cannot be written.",
    },
    why: {
      zh: "LED 驱动没有加载，或缺少权限。",
      en: "The LED driver is not loaded, or permission is missing.",
    },
    next: { zh: "查 /sys/class/leds 和 udev 规则。", en: "Look at /sys/class/leds and the udev rules." },
  },
  // ------------------------------------------------------------------ screen, sound, network
  "touch-missing": {
    severity: "error",
    who: "technician",
    what: { zh: "没有找到触摸屏，屏幕点不动。", en: "There is no touch screen: nobody can press anything." },
    why: {
      zh: "触摸的 USB 线没插，或驱动没有加载。",
      en: "The touch panel's USB cable is loose, or it has no driver.",
    },
    next: {
      zh: "查线缆；看 /proc/bus/input/devices。",
      en: "Check the cable; look at /proc/bus/input/devices.",
    },
  },
  "sound-missing": {
    severity: "warning",
    who: "technician",
    what: {
      zh: "没有声卡，不能提示音，也不能朗读。",
      en: "There is no sound card: no beep, and nothing is read aloud.",
    },
    why: { zh: "声卡被禁用，或驱动没有加载。", en: "It is disabled, or its driver is not loaded." },
    next: {
      zh: "在 BIOS 里启用；看 /proc/asound/cards。",
      en: "Enable it in the BIOS; look at /proc/asound/cards.",
    },
  },
  "network-down": {
    severity: "error",
    who: "technician",
    what: {
      zh: "本机没有网络地址，连不到中心。",
      en: "This machine has no network address and cannot reach the centre.",
    },
    why: {
      zh: "网线没插、交换机没电，或没有分到地址。",
      en: "A loose cable, a switch without power, or no address was given.",
    },
    next: { zh: "查网线和指示灯，再看 ip address。", en: "Check the cable and its light, then ip address." },
  },
  "certificate-refused": {
    severity: "error",
    who: "technician",
    what: {
      zh: "中心出示的证书不可信，本机不与它通信。",
      en: "The centre shows a certificate that is not trusted here.",
    },
    why: {
      zh: "本机没有装根证书、证书过期、名字不符，或有人冒充中心。",
      en: "The root is not installed, it has expired, it is for another name, or somebody poses as the centre.",
    },
    next: {
      zh: "向中心核对证书指纹；装好根证书（NODE_EXTRA_CA_CERTS）。",
      en: "Compare its fingerprint with the centre; install the root (NODE_EXTRA_CA_CERTS).",
    },
  },
  "identity-unreadable": {
    severity: "error",
    who: "technician",
    what: {
      zh: "本机的身份文件不完整，向中心证明不了自己。",
      en: "This terminal's identity is not whole: it cannot prove itself to the centre.",
    },
    why: {
      zh: "没有登记过，或文件丢失、损坏。",
      en: "It was never enrolled, or its files are lost or damaged.",
    },
    next: { zh: "重新登记：cardhall enrol。", en: "Enrol it again: cardhall enrol." },
  },
  "own-certificate-ends": {
    severity: "warning",
    who: "technician",
    what: {
      zh: "本机的证书十天内到期，没有自动换发。",
      en: "This terminal's own certificate ends within ten days and was not renewed by itself.",
    },
    why: {
      zh: "中心拒绝换发，或本机长期离线。",
      en: "The centre refused to renew it, or the terminal was away for long.",
    },
    next: {
      zh: "查中心的登记；必要时重新登记。",
      en: "Look at its registration at the centre; enrol it again if need be.",
    },
  },
  "certificate-ends": {
    severity: "warning",
    who: "technician",
    what: { zh: "中心的证书三十天内到期。", en: "The centre's certificate ends within thirty days." },
    why: { zh: "还没有换发。", en: "It has not been renewed yet." },
    next: { zh: "提醒中心换发。", en: "Remind the centre to renew it." },
  },
} as const;
