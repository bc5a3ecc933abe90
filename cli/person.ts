import type { Life, OperationKind } from "../card/life.ts";
import type { Legal, Reason } from "../central/contract.ts";
import type { Action, CardView, Screen } from "../daemon/screen.ts";

/** `legal` is absent where the centre did not say. */
export type Seen = { readonly life: Life; readonly legal?: Legal };

/** What a kiosk is to a person: a screen that changes, and places to touch. */
export type Kiosk = {
  watch(listener: (screen: Screen) => void): () => void;
  act(action: Action): void;
};

/** Hands at the card slot. */
export type CardHand = (
  message: { readonly op: "insert"; readonly id: string } | { readonly op: "pull" },
) => Promise<unknown>;

export type Wish = { readonly kind: OperationKind; readonly card: string; readonly reason?: Reason };

const visitMs = 90_000;

export type Visit = {
  readonly fault?: string;
  readonly before?: Seen;
  /** What the terminal says was done: what an earlier visit left open, for one. */
  readonly did?: OperationKind;
  readonly certificateNo?: string;
  readonly timingsMs: Readonly<Record<string, number>>;
};

/** What a person at the kiosk would do, screen by screen. */
export function person(kiosk: Kiosk, hand: CardHand, wish: Wish): Promise<Visit> {
  const { kind } = wish;
  const startMs = performance.now();
  const timingsMs: Record<string, number> = {};
  const mark = (name: string): void => {
    timingsMs[name] ??= Math.round(performance.now() - startMs);
  };
  return new Promise((done) => {
    let before: Seen | undefined;
    let fault: string | undefined;
    let did: OperationKind | undefined;
    let certificateNo: string | undefined;
    let inserted = false;
    let leaving = false;
    const end = (): void => {
      clearTimeout(timer);
      stop();
      done({
        timingsMs,
        ...(fault === undefined ? {} : { fault }),
        ...(before === undefined ? {} : { before }),
        ...(did === undefined ? {} : { did }),
        ...(certificateNo === undefined ? {} : { certificateNo }),
      });
    };
    const timer = setTimeout(() => {
      fault ??= "terminal-fault";
      end();
    }, visitMs);
    const leave = (why?: string): void => {
      fault ??= why;
      leaving = true;
      kiosk.act({ type: "exit" });
    };
    const see = (card: CardView): void => {
      before ??= { life: card.life, ...(card.legal === undefined ? {} : { legal: card.legal }) };
    };
    const on = (screen: Screen): void => {
      switch (screen.name) {
        case "welcome":
        case "insert-card":
          if (inserted) end();
          else {
            inserted = true;
            void hand({ op: "insert", id: wish.card });
          }
          return;
        case "your-card": {
          mark("card");
          inserted = true;
          see(screen.card);
          if (leaving) return;
          const choice = screen.choices.find((offered) => offered.kind === kind);
          if (choice === undefined || choice.refusedBecause !== undefined)
            leave(choice?.refusedBecause ?? "terminal-fault");
          else kiosk.act({ type: "choose", kind });
          return;
        }
        case "who-asks":
          kiosk.act({ type: "say-who", asker: "holder" });
          return;
        case "identity":
          // Nobody came along who could show a card.
          leave("no-id-card");
          return;
        case "agent-photo":
          leave("camera-missing");
          return;
        case "freeze-form":
          kiosk.act({ type: "choose-form", form: "formal" });
          return;
        case "reason":
          kiosk.act({ type: "give-reason", reason: wish.reason ?? screen.reasons[0] ?? "other" });
          return;
        case "confirm":
        case "unfinished":
          kiosk.act({ type: "confirm" });
          return;
        case "writing":
          see(screen.card);
          return;
        case "undone":
          leave();
          return;
        case "result":
          mark("written");
          did = screen.result.kind;
          certificateNo = screen.result.certificateNo;
          kiosk.act({ type: "continue" });
          return;
        case "take-card":
          void hand({ op: "pull" });
          return;
        case "put-card-back":
          void hand({ op: "insert", id: wish.card });
          return;
        case "take-certificate":
          if (screen.certificate.print === "printing") return;
          mark("printed");
          if (screen.certificate.print === "owed")
            fault ??= screen.certificate.printerFault ?? "printer-unconfirmed";
          kiosk.act({ type: "continue" });
          return;
        case "fault":
          if (screen.card !== undefined) see(screen.card);
          fault ??= screen.fault;
          if (screen.cardInside) void hand({ op: "pull" });
          kiosk.act({ type: "continue" });
          return;
        case "out-of-service":
          fault ??= screen.fault;
          end();
          return;
        case "goodbye":
          end();
          return;
        case "starting":
        case "reading":
        case "still-there":
          return;
      }
    };
    // In a turn of its own, so that an answer to one screen is never given inside its showing.
    const stop = kiosk.watch((screen) => setImmediate(on, screen));
  });
}
