import { deviceFindings } from "./findings-devices.ts";
import type { Phrase } from "./language.ts";

/**
 * What the doctor and the diagnostics page can find: the error catalogue's other half, for whoever keeps the
 * terminal. `what` is wrong, `why` (the usual causes, the likeliest first), and `next`: what that person does now.
 */
export const severities = ["error", "warning", "info"] as const;
type Severity = (typeof severities)[number];
type Helper = "holder" | "clerk" | "technician";

export type FindingEntry = {
  /** `error`: nobody can be served, or not safely. `warning`: something is missing or soon will be. */
  readonly severity: Severity;
  readonly who: Helper;
  readonly what: Phrase;
  readonly why: Phrase;
  readonly next: Phrase;
};

export const findingCatalogue = {
  // ------------------------------------------------------------------ the set-up
  "node-too-old": {
    severity: "error",
    who: "technician",
    what: { zh: "Node 版本太旧，终端程序不能运行。", en: "Node is too old to run the terminal." },
    why: { zh: "用系统自带的 Node 启动了程序。", en: "The program was started with the system's own Node." },
    next: {
      zh: "用 npx cardhall 启动，或安装 Node 24。",
      en: "Start it with npx cardhall, or install Node 24.",
    },
  },
  "module-missing": {
    severity: "error",
    who: "technician",
    what: { zh: "有一个设备模块装不进来。", en: "A device module cannot be loaded." },
    why: {
      zh: "安装时没有编译，或换了 Node 版本后没有重装。",
      en: "It was not built at installation, or Node has changed since.",
    },
    next: { zh: "运行 npm run setup 重新安装。", en: "Run npm run setup to install it again." },
  },
  // ------------------------------------------------------------------ PC/SC
  "pcscd-not-running": {
    severity: "error",
    who: "technician",
    what: {
      zh: "读卡服务 pcscd 没有运行，读不了卡。",
      en: "The card service pcscd is not running: no card can be read.",
    },
    why: {
      zh: "服务没有安装、没有启动，或启动后退出了。",
      en: "It is not installed, was not started, or ended after its start.",
    },
    next: {
      zh: "systemctl status pcscd 看原因，再用 systemctl restart pcscd.socket pcscd 启动。",
      en: "See why with systemctl status pcscd, then systemctl restart pcscd.socket pcscd.",
    },
  },
  "pcscd-no-answer": {
    severity: "error",
    who: "technician",
    what: { zh: "pcscd 在运行，但不回话。", en: "pcscd is there but does not answer." },
    why: {
      zh: "它卡在读卡器驱动里，常因卡片死机。",
      en: "It hangs in a reader's driver, often because of a card that does not answer.",
    },
    next: {
      zh: "先取出卡；仍不回话就重启 pcscd；再不行，给读卡器断电重插。",
      en: "Take the card out first. If it stays silent restart pcscd, then unplug the reader and plug it in again.",
    },
  },
  "pcscd-denied": {
    severity: "error",
    who: "technician",
    what: { zh: "本用户没有使用 pcscd 的权限。", en: "This user may not use pcscd." },
    why: {
      zh: "polkit 没有放行 org.debian.pcsc-lite.access_pcsc、/proc 用了 hidepid，或套接字文件不让本用户打开。",
      en: "polkit does not grant org.debian.pcsc-lite.access_pcsc to this user, /proc is mounted with hidepid, or the socket's own permissions keep it out.",
    },
    next: {
      zh: "安装 packaging 里的 polkit 规则，写明运行终端的用户。",
      en: "Install a polkit rule that names the user who runs the terminal.",
    },
  },
  "no-reader": {
    severity: "error",
    who: "technician",
    what: { zh: "pcscd 在运行，但没有找到读卡器。", en: "pcscd runs, but there is no reader." },
    why: {
      zh: "读卡器没有接好、没有供电、驱动不认，或名字与配置不符。",
      en: "It is not plugged in, has no power, has no driver, or its name is not the configured one.",
    },
    next: {
      zh: "查看 lsusb 和 pcscd 日志；核对配置里的读卡器名称或序列号。",
      en: "Look at lsusb and pcscd's log; compare the configured name or serial number.",
    },
  },
  "reader-held": {
    severity: "warning",
    who: "clerk",
    what: { zh: "别的程序正在使用读卡服务。", en: "Other programs are using the card service." },
    why: {
      zh: "另开的读卡软件、浏览器插件或密钥代理会独占卡片。",
      en: "Another card program, a browser's agent or a key agent can hold the card for itself.",
    },
    next: {
      zh: "读卡报“正忙”时关闭所列程序；不需要的请卸载。",
      en: "When reading says busy, close the programs named here; remove those that are not needed.",
    },
  },
  "card-mute": {
    severity: "warning",
    who: "holder",
    what: { zh: "读卡器里有卡，但芯片没有应答。", en: "A card lies in the reader and does not answer." },
    why: {
      zh: "卡插反了、芯片脏了或坏了。",
      en: "It lies the wrong way, its contacts are dirty, or it is broken.",
    },
    next: { zh: "取出卡，擦净芯片，换一张再试。", en: "Take it out, wipe the chip, and try another card." },
  },
  // ------------------------------------------------------------------ printer
  "printer-not-configured": {
    severity: "info",
    who: "technician",
    what: {
      zh: "没有配置打印机，凭证只显示不打印。",
      en: "No printer is configured: certificates are shown, not printed.",
    },
    why: { zh: "配置里没有 printer 一项。", en: "The configuration names none." },
    next: { zh: "需要打印时填写 printer.path。", en: "Where paper is wanted, set printer.path." },
  },
  "printer-silent": {
    severity: "error",
    who: "technician",
    what: { zh: "打印机不回话，状态不明。", en: "The printer does not answer: its state is unknown." },
    why: {
      zh: "没有开机、线没接好、波特率不对，或只接了单向线。",
      en: "It is off, its cable is loose, the speed is wrong, or the line goes one way only.",
    },
    next: {
      zh: "查电源和线缆；核对串口与波特率；确认能回传状态。",
      en: "Check power and cable, the port and its speed, and that it can talk back.",
    },
  },
  "printer-offline": {
    severity: "error",
    who: "technician",
    what: { zh: "打印机没有连接或报脱机。", en: "The printer is not connected, or says that it is offline." },
    why: {
      zh: "线缆松脱、断电，或设备文件变了。",
      en: "Loose cable, no power, or the device file has another name.",
    },
    next: {
      zh: "查线缆；用 /dev/serial/by-id 下的名字配置。",
      en: "Check the cable; configure the name under /dev/serial/by-id.",
    },
  },
  "paper-out": {
    severity: "warning",
    who: "clerk",
    what: { zh: "打印纸用完了。", en: "The printer is out of paper." },
    why: { zh: "纸卷到头，或没有装好。", en: "The roll has ended or is not seated." },
    next: { zh: "换纸，合上盖子。", en: "Load a roll and close the cover." },
  },
  "paper-low": {
    severity: "info",
    who: "clerk",
    what: { zh: "打印纸快用完了。", en: "The printer's paper is nearly at its end." },
    why: { zh: "纸尽传感器已经报警。", en: "Its near-end sensor says so." },
    next: { zh: "备好纸卷，闲时更换。", en: "Have a roll ready and change it in a quiet moment." },
  },
  "cover-open": {
    severity: "warning",
    who: "clerk",
    what: { zh: "打印机盖开着。", en: "The printer's cover is open." },
    why: { zh: "换纸后没有合上。", en: "It was not closed after the last roll." },
    next: { zh: "合上盖子。", en: "Close it." },
  },
  "cutter-fault": {
    severity: "warning",
    who: "clerk",
    what: { zh: "打印机切刀卡住了。", en: "The printer's cutter is stuck." },
    why: { zh: "有碎纸，或切刀磨损。", en: "Scraps of paper, or a worn blade." },
    next: { zh: "断电，清除碎纸，再开机。", en: "Switch it off, clear the paper, switch it on." },
  },
  ...deviceFindings,
  // ------------------------------------------------------------------ disk and journal
  "disk-full": {
    severity: "error",
    who: "technician",
    what: { zh: "磁盘几乎满了，不能保证记录安全。", en: "The disk is nearly full: records are not safe." },
    why: { zh: "日志或别的文件占满了空间。", en: "Logs or other files have filled it." },
    next: {
      zh: "清出空间；不要删除 terminal 目录。",
      en: "Make room. Do not remove the terminal's own folder.",
    },
  },
  "disk-slow": {
    severity: "warning",
    who: "technician",
    what: { zh: "写盘太慢，每步办理都要等。", en: "The disk takes long to make a record durable." },
    why: { zh: "磁盘老化、过载，或是没有掉电保护的卡。", en: "It is worn, busy, or a memory card." },
    next: {
      zh: "查磁盘健康；换用工业级固态盘。",
      en: "Look at the disk's health; use an industrial solid-state disk.",
    },
  },
  "disk-unwritable": {
    severity: "error",
    who: "technician",
    what: { zh: "状态目录写不进去。", en: "The state folder cannot be written." },
    why: { zh: "权限不对，或磁盘已变成只读。", en: "Wrong owner, or the disk has become read-only." },
    next: { zh: "查目录属主和 dmesg。", en: "Check the folder's owner, and dmesg." },
  },
  "journal-broken": {
    severity: "error",
    who: "technician",
    what: {
      zh: "终端日志的哈希链断了，不可信。",
      en: "The journal's hash chain is broken: it cannot be trusted.",
    },
    why: { zh: "文件损坏，或被人改动。", en: "The file is damaged or was changed by hand." },
    next: {
      zh: "停用本机，保留文件，报中心核对。",
      en: "Stop the terminal, keep the file, and have the centre compare.",
    },
  },
  "operations-open": {
    severity: "info",
    who: "clerk",
    what: { zh: "有业务还没有办完。", en: "There are requests that are not finished." },
    why: {
      zh: "卡被提前取走，或当时连不上中心。",
      en: "The card was taken early, or the centre was out of reach.",
    },
    next: {
      zh: "请持卡人再插同一张卡；其余会自动补办。",
      en: "Ask the holder for the same card; the rest goes on by itself.",
    },
  },
  "staff-log-broken": {
    severity: "error",
    who: "technician",
    what: { zh: "工作人员操作记录的哈希链断了。", en: "The staff log's hash chain is broken." },
    why: { zh: "文件损坏，或被人改动。", en: "The file is damaged or was changed by hand." },
    next: { zh: "保留文件，报安全管理员。", en: "Keep the file and tell whoever is in charge of security." },
  },
  // ------------------------------------------------------------------ the centre
  "no-configuration": {
    severity: "info",
    who: "technician",
    what: {
      zh: "没有找到终端的配置，只检查了本机设备。",
      en: "No terminal is configured here: only the machine was examined.",
    },
    why: { zh: "还没有启动过，或状态目录不同。", en: "It was never started, or has another state folder." },
    next: { zh: "用 --config 或 --state 指明。", en: "Name it with --config or --state." },
  },
  "centre-unreachable": {
    severity: "error",
    who: "technician",
    what: {
      zh: "连不上中心，不能办理业务。",
      en: "The centre cannot be reached: nothing can be done for anybody.",
    },
    why: {
      zh: "网络断开、地址不对，或中心停机。",
      en: "The network is down, the address is wrong, or the centre is.",
    },
    next: {
      zh: "查网线和网关；核对 centre.url；问别的终端。",
      en: "Check cable and gateway, and centre.url; ask at other terminals.",
    },
  },
  "centre-refused": {
    severity: "error",
    who: "technician",
    what: { zh: "中心拒绝了本机。", en: "The centre refuses this terminal." },
    why: {
      zh: "令牌过期或被吊销，或本机没有登记。",
      en: "Its token is old or revoked, or it is not registered.",
    },
    next: { zh: "核对终端登记，换发令牌。", en: "Check the registration and have a token issued." },
  },
  "clock-skew": {
    severity: "warning",
    who: "technician",
    what: { zh: "本机时钟与中心相差太多。", en: "This machine's clock and the centre's differ." },
    why: { zh: "没有校时，或主板电池没电。", en: "No time service, or an empty clock battery." },
    next: { zh: "启用 systemd-timesyncd；换电池。", en: "Enable systemd-timesyncd; replace the battery." },
  },
  // ------------------------------------------------------------------ card types
  "profile-unconfirmed": {
    severity: "info",
    who: "technician",
    what: {
      zh: "有的卡型文件里还有未经原文标准核实的内容。",
      en: "A card profile holds facts that nobody has confirmed against the standard.",
    },
    why: { zh: "公开资料没有答案。", en: "Public sources do not answer them." },
    next: {
      zh: "正式使用前按标准和样卡核对，写入 confirmed。",
      en: "Before real use compare them with the standard and a sample card, and enter them as confirmed.",
    },
  },
  "terminal-not-running": {
    severity: "warning",
    who: "technician",
    what: { zh: "终端程序没有运行。", en: "The terminal program is not running." },
    why: { zh: "没有启动，或已退出。", en: "It was not started, or it has ended." },
    next: { zh: "启动 cardhall daemon；查看它的日志。", en: "Start cardhall daemon and look at its log." },
  },
} as const satisfies Readonly<Record<string, FindingEntry>>;

export type FindingCode = keyof typeof findingCatalogue;
export const findingCodes = Object.keys(findingCatalogue) as FindingCode[];
