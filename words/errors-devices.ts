import type { CatalogueEntry } from "./catalogue-entry.ts";

/** What can be wrong with the devices at a terminal. */
export const deviceErrors = {
  "reader-missing": {
    what: {
      zh: "本机的读卡器没有连接好，暂时不能读卡。",
      en: "This terminal's card reader is not connected, so it cannot read cards now.",
    },
    next: { zh: "请使用旁边的终端，或到人工窗口。", en: "Please use another terminal or go to the counter." },
    clerk: { zh: "检查读卡器的线缆和指示灯。", en: "Check the reader's cable and light." },
    technician: {
      zh: "检查 USB、pcscd 服务和读卡器进程。",
      en: "Check USB, the pcscd service and the reader's process.",
    },
  },
  "reader-busy": {
    what: {
      zh: "读卡器正被另一个程序使用，还没有碰您的卡。",
      en: "Another program is using the reader. Your card has not been touched.",
    },
    next: { zh: "请稍等片刻再试。", en: "Please wait a moment and try again." },
    clerk: { zh: "关闭其他正在读卡的程序。", en: "Close the other program that is reading cards." },
    technician: { zh: "找出独占读卡器的进程。", en: "Find the process that holds the reader." },
  },
  "psam-missing": {
    what: {
      zh: "本机的安全模块（PSAM）没有正常回应，本机现在不能写卡。",
      en: "This terminal's security module (PSAM) does not answer as it should, so this terminal cannot write cards now.",
    },
    next: {
      zh: "请到旁边的终端或人工窗口继续办理；已经受理的业务，在那里插卡就会接着完成。",
      en: "Go on at another terminal or at the counter. What was accepted already is finished there as soon as the card is put in.",
    },
    clerk: {
      zh: "在窗口插卡完成该业务，并通知技术人员检查本终端的 PSAM。",
      en: "Finish it with the card at the counter, and tell a technician to look at this terminal's PSAM.",
    },
    technician: {
      zh: "检查 PSAM 卡是否插好、读卡器名称是否正确、卡内是否有该地区和算法的密钥；详情里是出错的指令和状态字。",
      en: "Check that the PSAM is in its slot, that the reader's name is right and that it holds this region's keys for this cipher; the detail names the command and its status word.",
    },
  },
  "printer-offline": {
    what: {
      zh: "打印机没有连接，凭证现在打不出来。",
      en: "The printer is not connected, so the certificate cannot be printed now.",
    },
    next: {
      zh: "业务照常办理。请记下屏幕上的凭证号，可在窗口补打。",
      en: "Your request can still go ahead. Note the certificate number on the screen; the counter can print it.",
    },
    clerk: { zh: "检查打印机电源和线缆。", en: "Check the printer's power and cable." },
    technician: { zh: "检查串口和打印机进程。", en: "Check the serial port and the printer's process." },
  },
  "paper-out": {
    what: {
      zh: "打印纸用完了，凭证现在打不出来。",
      en: "The printer is out of paper, so the certificate cannot be printed now.",
    },
    next: {
      zh: "业务照常办理。请记下屏幕上的凭证号，可在窗口补打。",
      en: "Your request can still go ahead. Note the certificate number on the screen; the counter can print it.",
    },
    clerk: {
      zh: "请换纸。换好后终端会自动恢复打印。",
      en: "Please load paper. The terminal resumes by itself.",
    },
  },
  "cover-open": {
    what: {
      zh: "打印机的盖子没有合上，凭证现在打不出来。",
      en: "The printer's cover is open, so the certificate cannot be printed now.",
    },
    next: {
      zh: "请告诉工作人员。业务照常办理，凭证号会显示在屏幕上。",
      en: "Please tell the staff. Your request can still go ahead; the number will be on the screen.",
    },
    clerk: { zh: "合上打印机盖。", en: "Close the printer's cover." },
  },
  "cutter-fault": {
    what: {
      zh: "打印机的切刀卡住了，凭证现在打不出来。",
      en: "The printer's cutter is stuck, so the certificate cannot be printed now.",
    },
    next: {
      zh: "业务照常办理。请记下屏幕上的凭证号，可在窗口补打。",
      en: "Your request can still go ahead. Note the certificate number on the screen; the counter can print it.",
    },
    clerk: { zh: "断电后清除卡纸，再开机。", en: "Switch the printer off, clear the paper, switch it on." },
    technician: { zh: "切刀反复卡住时更换切刀。", en: "Replace the cutter if it happens again." },
  },
  "printer-unconfirmed": {
    what: {
      zh: "凭证可能已经打印，也可能没有：打印机没有回话。业务已经办好，不受影响。",
      en: "The certificate may or may not have been printed: the printer did not answer. The work itself is done.",
    },
    next: {
      zh: "请看一下出纸口。没有的话，凭屏幕上的凭证号到窗口补打。",
      en: "Look at the paper outlet. If it is empty, the counter can print it by the number on the screen.",
    },
    clerk: {
      zh: "未见纸张时按凭证号补打，补打会注明次数。",
      en: "If there is no paper, print a copy by its number; copies are marked as such.",
    },
    technician: { zh: "检查打印机的双向通信。", en: "Check that the printer can talk back." },
  },
  "id-reader-missing": {
    what: {
      zh: "本机的身份证阅读器没有回应，现在读不了身份证。",
      en: "This terminal's ID-card reader does not answer, so it cannot read identity cards now.",
    },
    next: {
      zh: "请到旁边的终端，或带身份证到人工窗口。",
      en: "Please use another terminal, or take the identity card to the counter.",
    },
    clerk: {
      zh: "检查身份证阅读器的线缆和指示灯；窗口可人工核验证件。",
      en: "Check the ID-card reader's cable and light; at the counter the card can be checked by eye.",
    },
    technician: {
      zh: "用 cardhall doctor 查串口或 HID、权限和占用者。",
      en: "Let cardhall doctor look at the port or HID device, its permissions and who holds it.",
    },
  },
  "no-id-card": {
    what: {
      zh: "没有读到身份证，什么也没有改动。",
      en: "No identity card was read. Nothing has been changed.",
    },
    next: {
      zh: "请把身份证平放在感应区，读完再拿起。",
      en: "Lay the identity card flat on the marked place and leave it there until it is read.",
    },
    clerk: { zh: "可协助放好身份证。", en: "Help with placing the card." },
  },
  "id-card-unreadable": {
    what: {
      zh: "身份证读到一半就断了，或芯片坏了。什么也没有改动。",
      en: "The identity card could not be read to its end: it moved, or its chip is damaged. Nothing has been changed.",
    },
    next: {
      zh: "请拿起身份证，重新放平再试一次。还是不行，请到人工窗口。",
      en: "Lift the card, lay it flat and try once more. If it still does not work, go to the counter.",
    },
    clerk: {
      zh: "换一台阅读器再读；仍读不出，人工核验，并提醒换证。",
      en: "Try another reader; if that fails too, check the card by eye and advise its holder to renew it.",
    },
  },
  "pin-pad-missing": {
    what: {
      zh: "本机的密码键盘没有连接好，现在不能输入密码。",
      en: "This terminal's PIN pad is not connected, so no PIN can be entered now.",
    },
    next: { zh: "请使用旁边的终端，或到人工窗口。", en: "Please use another terminal or go to the counter." },
    clerk: { zh: "检查密码键盘的线缆。", en: "Check the PIN pad's cable." },
    technician: {
      zh: "用 cardhall doctor 查 USB 编号和 hidraw 权限。",
      en: "Let cardhall doctor look at its USB numbers and the permissions of its hidraw node.",
    },
  },
  "pin-not-entered": {
    what: {
      zh: "密码没有输完，已经清除，什么也没有改动。",
      en: "The PIN was not entered to its end and has been erased. Nothing has been changed.",
    },
    next: {
      zh: "想继续，请重新输入，输完按“确认”。",
      en: "To go on, enter it again and press the enter key.",
    },
    clerk: { zh: "不要替持卡人输入密码。", en: "Never enter a PIN for its holder." },
  },
  "scanner-missing": {
    what: {
      zh: "本机的扫码器没有连接好，现在不能扫码。",
      en: "This terminal's scanner is not connected, so nothing can be scanned now.",
    },
    next: {
      zh: "请使用旁边的终端，或把材料带到人工窗口。",
      en: "Please use another terminal, or take the paper to the counter.",
    },
    clerk: { zh: "检查扫码器的线缆和灯光。", en: "Check the scanner's cable and light." },
    technician: {
      zh: "用 cardhall doctor 查串口或 HID、权限和占用者。",
      en: "Let cardhall doctor look at the port or HID device, its permissions and who holds it.",
    },
  },
  "code-not-scanned": {
    what: {
      zh: "没有扫到完整的码，什么也没有改动。",
      en: "No whole code was scanned. Nothing has been changed.",
    },
    next: {
      zh: "请把码对准窗口，离开约一掌远，不要晃动。",
      en: "Hold the code in front of the window, about a hand's width away, and keep it still.",
    },
    clerk: {
      zh: "纸皱或反光时压平再扫；扫不了就人工录入编号。",
      en: "Flatten paper that is creased or shines; if it cannot be scanned, type its number.",
    },
  },
  "camera-missing": {
    what: {
      zh: "这台终端的摄像头用不了，什么也没有改动。",
      en: "The camera of this terminal cannot be used. Nothing has been changed.",
    },
    next: {
      zh: "请到窗口办理，工作人员会给您拍照；也可以再试一次。",
      en: "Please go to a counter, where a clerk takes the photo; or try once more.",
    },
    clerk: {
      zh: "请带代办人到窗口拍照办理；查看摄像头是否接好，是否被其他程序占用。",
      en: "Serve the agent at a counter. See whether the camera is plugged in, and whether another program has it.",
    },
  },
} satisfies Readonly<Record<string, CatalogueEntry>>;
