import { useEffect, useState } from "preact/hooks";
import { deskPhoto } from "../../../words/desk-photo.ts";
import { desk as words } from "../../../words/desk.ts";
import { staff as staffWords } from "../../../words/staff.ts";
import type { Refusal, Taken } from "../centre/answers.ts";
import { OutcomeLine, type Outcome } from "../centre/parts.tsx";
import type { StaffAt } from "../centre/staff-page.tsx";
import { Actions, questions, reasonsFor, WhyForm, type Act, type Asking } from "./actions.tsx";
import { Case } from "./case.tsx";
import { Correction } from "./correction.tsx";
import { EntryForm } from "./entry-form.tsx";
import { Ledger } from "./ledger.tsx";
import { Notices } from "./notices.tsx";
import { PhotoSeen, type PhotoSaid } from "./photo-seen.tsx";
import { PrintForm } from "./print-form.tsx";
import { ReaderPanel } from "./reader-panel.tsx";
import { Queue, type Shown } from "./queue.tsx";
import { Telephone } from "./telephone.tsx";
import { useKeys } from "./use-keys.ts";
import { useQueue } from "./use-queue.ts";
import { useReader, type ReaderBrowser } from "./use-reader.ts";

/** While nothing irreversible has begun. */
const withdrawableStates = ["submitted", "returned-for-correction", "awaiting-approval"] as const;

type Work = "case" | "correction" | "entry" | "telephone" | "notices" | "ledger";

/** The clerk's desk: the queue on the left, the case in the middle, what can be done on the right with its keys. */
export function Desk(props: {
  readonly at: StaffAt;
  readonly newKey: () => string;
  readonly print: () => void;
  readonly browser: ReaderBrowser;
}) {
  const { at, browser } = props;
  const { centre, person, say } = at;
  const [shown, setShown] = useState<Shown>("to-decide");
  const [chosen, setChosen] = useState<string>();
  const [turn, setTurn] = useState(0);
  const [work, setWork] = useState<Work>("case");
  const [asking, setAsking] = useState<Asking>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [unmasked, setUnmasked] = useState(false);
  const [seen, setSeen] = useState<{ readonly of: string; readonly photo: PhotoSaid }>();
  const [keysOn, setKeysOn] = useState(true);
  const [busy, setBusy] = useState(false);
  const { items, file, trouble } = useQueue(centre, shown, chosen, turn);

  const reader = useReader(centre, browser, turn);

  const open = (next: Work): void => {
    setWork(next);
    setAsking(undefined);
    setOutcome(undefined);
  };
  const choose = (number: string | undefined): void => {
    setChosen(number);
    setUnmasked(false);
    setSeen(undefined);
    open("case");
  };
  const ask = (about: Asking): void => {
    setOutcome(undefined);
    setAsking(about);
  };
  const place = items.findIndex(({ number }) => number === chosen);
  const step = (by: 1 | -1): void => choose(items[place < 0 ? 0 : place + by]?.number ?? chosen);

  /** What is done with the chosen application; the queue is read again with what came of it. */
  async function act(path: string, body: object): Promise<void> {
    if (chosen === undefined || busy) return;
    setBusy(true);
    setAsking(undefined);
    setSeen(undefined);
    setOutcome(tell(await centre.post<Taken>(`/staff/v1/applications/${chosen}/${path}`, body)));
    setTurn((n) => n + 1);
    setBusy(false);
  }
  const tell = (answer: Awaited<ReturnType<typeof centre.post<Taken>>>): Outcome => {
    if (!answer.ok) return { kind: "trouble", code: answer.trouble };
    if (answer.value.result === "refused") return { kind: "refused", refusal: answer.value };
    return { kind: "done", text: say(words.saved) };
  };

  // An answer that comes when another case is in sight is not of that one.
  const photo = seen?.of === chosen ? seen?.photo : undefined;
  /** The photo of holder and agent, for whoever decides: each look is written down at the centre. */
  async function see(number: string): Promise<void> {
    const answer = await centre.get<PhotoSaid | Refusal>(`/staff/v1/applications/${number}/photo`);
    if (!answer.ok) setOutcome({ kind: "trouble", code: answer.trouble });
    else if (answer.value.result === "refused") setOutcome({ kind: "refused", refusal: answer.value });
    else setSeen({ of: number, photo: answer.value });
  }

  // A card that is put down brings its case to the front, and so does what becomes of it; unless the clerk is busy.
  const here = reader.atDesk;
  useEffect(() => {
    const [first] = here?.applications ?? [];
    if (first !== undefined && work === "case" && asking === undefined) choose(first.number);
  }, [here?.cardRef, here?.applications[0]?.number]);

  const application = file?.application;
  // Nothing is decided on a case that is not in sight.
  const inSight = work === "case" && !busy;
  const undecided =
    application?.state === "awaiting-approval" || application?.state === "awaiting-second-approval";
  const mine = undecided && application.claimedBy === person.subject && inSight;
  const returned = inSight && application?.state === "returned-for-correction";
  /** The receiving city has agreed to a transfer and says what came of it. */
  const moving = inSight && application?.state === "approved" && application.business === "transfer";
  const withdrawable =
    inSight &&
    application?.operation === undefined &&
    withdrawableStates.some((state) => state === application?.state);
  const acts: readonly Act[] = [
    { key: "j", name: words.next, ...(items.length > 0 && { act: () => step(1) }) },
    { key: "k", name: words.previous, ...(place > 0 && { act: () => step(-1) }) },
    {
      key: "c",
      name: words.claim,
      weight: "main",
      ...(undecided && !mine && inSight && { act: () => void act("claim", {}) }),
    },
    { key: "l", name: words.release, ...(mine && { act: () => void act("release", {}) }) },
    {
      key: "a",
      name: words.approve,
      weight: "main",
      ...(mine && { act: () => void act("decision", { kind: "approve" }) }),
    },
    { key: "r", name: words.return, ...(mine && { act: () => ask("return") }) },
    { key: "x", name: words.reject, weight: "grave", ...(mine && { act: () => ask("reject") }) },
    // Rare ones stand there only when they are open.
    ...(mine && application.documents.includes("photo-of-both")
      ? [
          {
            key: "v",
            name: photo === undefined ? deskPhoto.see : deskPhoto.hide,
            act: () => (photo === undefined ? void see(application.number) : setSeen(undefined)),
          },
        ]
      : []),
    ...(returned ? [{ key: "e", name: words.correct, act: () => open("correction") }] : []),
    ...(moving
      ? [
          { key: "y", name: words.moved, act: () => void act("transfer", { kind: "moved" }) },
          { key: "n", name: words.cannotMove, act: () => ask("cannotMove") },
        ]
      : []),
    { key: "w", name: words.withdraw, ...(withdrawable && { act: () => void act("withdrawal", {}) }) },
    { key: "p", name: words.print, ...(application !== undefined && inSight && { act: props.print }) },
    { key: "i", name: words.enter, act: () => open("entry") },
    { key: "t", name: words.telephone, act: () => open("telephone") },
    { key: "m", name: words.notices, act: () => open("notices") },
    { key: "o", name: words.ledger, act: () => open("ledger") },
  ];
  useKeys(
    {
      ...Object.fromEntries(acts.map(({ key, act: done }) => [key, done])),
      arrowdown: () => step(1),
      arrowup: () => step(-1),
      u: () => setUnmasked((was) => !was),
      escape: () => open("case"),
    },
    keysOn,
  );

  if (!person.roles.some((role) => role === "clerk" || role === "supervisor"))
    return <main class="sign-in">{say(staffWords.notYours)}</main>;
  const taken = (number: string): void => {
    setShown("to-decide");
    choose(number);
    setTurn((n) => n + 1);
    setOutcome({ kind: "done", text: `${say(words.taken)} ${number}` });
  };
  return (
    <>
      <main class="desk">
        <Queue at={at} items={items} shown={shown} chosen={chosen} onShow={setShown} onChoose={choose} />
        <div class="middle">
          <ReaderPanel
            at={at}
            reader={reader}
            browser={browser}
            keysOn={keysOn}
            onChoose={choose}
            onDone={() => setTurn((n) => n + 1)}
          />
          <OutcomeLine
            outcome={trouble === undefined ? outcome : { kind: "trouble", code: trouble }}
            say={say}
          />
          {work === "entry" && <EntryForm at={at} onTaken={taken} />}
          {work === "telephone" && <Telephone at={at} newKey={props.newKey} onTaken={taken} />}
          {work === "notices" && <Notices at={at} onLeave={() => open("case")} />}
          {work === "ledger" && <Ledger at={at} onLeave={() => open("case")} />}
          {work === "correction" && file !== undefined && (
            <Correction
              at={at}
              application={file.application}
              rule={file.rule}
              onSend={(correction) => {
                open("case");
                void act("correction", correction);
              }}
              onLeave={() => open("case")}
            />
          )}
          {work === "case" && asking !== undefined && (
            <WhyForm
              key={asking}
              question={questions[asking]}
              usual={reasonsFor(asking)}
              say={say}
              onSend={(why) =>
                void (asking === "cannotMove"
                  ? act("transfer", { kind: "refused", why })
                  : act("decision", { kind: asking, why }))
              }
              onLeave={() => setAsking(undefined)}
            />
          )}
          {mine && photo !== undefined && (
            <PhotoSeen
              say={say}
              photo={photo}
              time={at.times.time(photo.atMs)}
              onHide={() => setSeen(undefined)}
            />
          )}
          {work === "case" && file !== undefined && (
            <Case at={at} file={file} unmasked={unmasked} onUnmask={setUnmasked} />
          )}
          {work === "case" && file === undefined && <p class="hint empty">{say(words.choose)}</p>}
        </div>
        <div class="right">
          <Actions acts={acts} say={say} />
          <button type="button" class="quiet" aria-pressed={keysOn} onClick={() => setKeysOn(!keysOn)}>
            {say(keysOn ? words.keysOn : words.keysOff)}
          </button>
        </div>
      </main>
      {application !== undefined && <PrintForm at={at} application={application} />}
    </>
  );
}
