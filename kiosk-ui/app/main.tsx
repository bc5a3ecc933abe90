import { render } from "preact";
import type { Frame } from "../../daemon/screen.ts";
import "./design/tokens.css";
import "./design/base.css";
import "./design/frame.css";
import "./design/controls.css";
import "./design/panels.css";
import "./design/card.css";
import "./design/photo.css";
import "./design/illustrations.css";
import "./design/tools.css";
import "./design/assist.css";
import "./design/tray.css";
import { browserCamera } from "./camera.ts";
import type { PageClock } from "./clock.ts";
import { Kiosk, usualBeginning, type Beginning, type Standing } from "./kiosk/kiosk.tsx";
import { openLink, type Link } from "./link.ts";
import { openPulse } from "./pulse.ts";
import { systemVoice } from "./system-voice.ts";

/** Composition root of the page: the browser is touched here and nowhere else. */
const clock: PageClock = {
  now: () => new Date(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

const page = document.getElementById("page");
if (page === null) throw new Error("index.html has no #page");

const technician = location.pathname === "/diagnostics" || location.search.includes("face=diagnostics");

// A long press must hold a button, not open a menu or mark text; a dragged file must not leave the page.
// Nothing is copied either: what one person takes along on the clipboard the next one could paste.
for (const event of ["contextmenu", "dragstart", "dragover", "drop", "selectstart", "copy", "cut"])
  document.addEventListener(event, (happened) => {
    if (!technician) happened.preventDefault();
  });

// EN 301 549 5.7 and 5.8: a key that is held and a finger that trembles answer once.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.target instanceof HTMLButtonElement) event.preventDefault();
});
document.addEventListener(
  "click",
  (event) => {
    const answered = event.target instanceof Element && event.target.closest(".choice, .way") !== null;
    if (answered && event.detail > 1) event.stopPropagation();
  },
  true,
);

const query = new URLSearchParams(location.search);
const look = query.get("look");
const beginning: Beginning = {
  language: query.get("lang") === "en" ? "en" : "zh",
  comfort: {
    ...usualBeginning.comfort,
    large: query.has("large"),
    contrast: query.has("contrast"),
    speech: query.has("speech"),
  },
};
const voice = systemVoice("speechSynthesis" in window ? speechSynthesis : undefined);
const wipeBrowser = () => {
  voice.hush();
  getSelection()?.removeAllRanges();
  // Refused where the window is not in front: then nothing could be copied there either.
  navigator.clipboard.writeText("").catch(() => undefined);
};

const show = (standing: Standing, link?: Link) => {
  render(
    <Kiosk
      standing={standing}
      clock={clock}
      voice={voice}
      camera={browserCamera}
      beginning={beginning}
      onAction={(frame: Frame, action) => link?.act(frame.frameNo, action)}
      onPhoto={(frame, jpeg) => link?.photo(frame.frameNo, jpeg)}
      onDemo={(action) => link?.demo(action)}
      onTakeBack={() => link?.takeBack()}
      onVisitEnd={wipeBrowser}
    />,
    page,
  );
};

if (technician) {
  // Kept out of what a kiosk loads.
  void import("./diagnostics/open.tsx").then(({ openDiagnostics }) => {
    openDiagnostics(page, { clock, language: beginning.language });
  });
} else if (look !== null) {
  // Kept out of what a hall loads: samples come as a file of their own.
  void import("./gallery.tsx").then(({ showLook }) => {
    showLook(page, look, { beginning, tray: query.has("tray"), clock, voice });
  });
} else {
  const pulse = openPulse({
    clock,
    // A page that nobody sees is not painted, and nobody is waiting for it.
    painted: (then) => {
      if (document.hidden) then();
      else
        requestAnimationFrame(() => {
          then();
        });
    },
    say: (frameNo) => link.drawn(frameNo),
  });
  const link: Link = openLink(
    {
      clock,
      fragment: () => location.hash,
      clearFragment: () => {
        history.replaceState(null, "", location.pathname);
      },
      readToken: () => sessionStorage.getItem("cardhall.token"),
      keepToken: (token) => {
        sessionStorage.setItem("cardhall.token", token);
      },
      askForToken: async (code) => {
        const answer = await fetch("/session", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ code }),
        });
        return { status: answer.status, body: await answer.json().catch(() => undefined) };
      },
      openSocket: (protocols) => {
        const scheme = location.protocol === "https:" ? "wss" : "ws";
        const socket = new WebSocket(`${scheme}://${location.host}/link`, [...protocols]);
        return {
          send: (message) => {
            if (socket.readyState === WebSocket.OPEN) socket.send(message);
          },
          close: () => {
            socket.close();
          },
          onMessage: (listener) => {
            socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
              listener(data);
            });
          },
          onClose: (listener) => {
            socket.addEventListener("close", ({ code }) => {
              listener(code);
            });
          },
        };
      },
    },
    {
      onFrame: (frame) => {
        show({ kind: "on", frame }, link);
        pulse.drew(frame.frameNo);
      },
      onDown: () => {
        show({ kind: "one-moment" });
      },
      onTakenOver: () => {
        show({ kind: "elsewhere" }, link);
      },
      onNotAdmitted: () => {
        show({ kind: "not-admitted" });
      },
    },
  );
}
