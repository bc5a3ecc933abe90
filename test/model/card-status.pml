/*
 * One card, one centre, two terminals that fail, a writer that replays scripts, a desk without the card, a clock and
 * a replacement order. Spin walks through every order in which they can act. What is checked is named by the
 * protocol's invariants (docs/reliability.md): MON() at each step, the rest where it must hold.
 *
 *   spin -DK0=FREEZE -DK1=CANCEL -a card-status.pml && cc -O2 -DSAFETY -o pan pan.c && ./pan
 *
 * K0, K1   what is wanted at each terminal
 * START    life of the card at the beginning: ACT or FRZ
 * ABSENT   somebody reports the card lost without having it
 * CLOCK    an unfreeze may be lifted, and a temporary freeze may lapse, without the card
 * REPLACE  a replacement is ordered
 * REPLAY   somebody keeps every script and sends it again while its session lives
 * CRASH, TEAR, LOSS   how often a terminal dies, the card leaves, a message or its answer is lost
 * MUT      breaks one rule on purpose (configurations.ts): Spin has to find out
 */
#ifndef K0
#define K0 FREEZE
#endif
#ifndef K1
#define K1 UNFREEZE
#endif
#ifndef START
#define START ACT
#endif
#ifndef CRASH
#define CRASH 1
#endif
#ifndef TEAR
#define TEAR 1
#endif
#ifndef LOSS
#define LOSS 1
#endif
#ifndef MUT
#define MUT 0
#endif

#define FREEZE 0
#define UNFREEZE 1
#define CANCEL 2
#define TARGET(kind) (kind==FREEZE -> FRZ : (kind==UNFREEZE -> ACT : CAN))

/* Life of the card, and what is legal at the centre; higher is stricter. */
#define ACT 0
#define FRZ 1
#define CAN 2

#define NONE 9
#define DESK 8
#define OPS 6

/* The card. `nonce` counts its sessions: a script made for another session is refused. */
byte life=START, rec=(START==ACT -> 0 : 1), nonce=0;
byte at=NONE; /* the terminal in whose reader it lies */

/* The centre. */
byte legal=START, epoch=(START==ACT -> 0 : 1), seenRec=(START==ACT -> 0 : 1), current=NONE;
bool noUnfreeze=false, temporary=false;
#define UNKNOWN 0
#define AUTHORISED 1
#define DONE 2
#define REVERSED 3
#define REJECTED 4
#define SUPERSEDED 5
#define LIFTED 6
byte state[OPS], opEpoch[OPS], target[OPS], was[OPS], grant[OPS];
bool maybeFrozen[OPS]; /* authorised while nobody knew whether the card is frozen */
byte minted=0, originals[OPS];

/* What a replaying writer has caught. */
byte caughtEpoch=0, caughtTarget=0, caughtNonce=200; bool caught=false;

/* Journals: what a terminal still knows after it died. */
byte phase[2], phaseOp[2];
#define IDLE 0
#define INTENT 1
#define WRITING 2
#define WRITTEN 3
#define ARMED 4

byte crashes=0, tears=0, losses=0, replays=0, finished=0;

#define pending(o) (state[o]==AUTHORISED || state[o]==LIFTED)

inline MON() {
  /* 1: a cancelled card is cancelled at the centre. */
  assert(!(life==CAN && legal!=CAN));
  /* 2: a card is never stricter than the centre, but for a frozen one whose unfreeze was lifted. */
  assert(!(life!=ACT && legal==ACT) || (life==FRZ && current!=NONE && state[current]==LIFTED));
  /* 3: no record is newer than what the centre authorised. */
  assert(rec<=epoch);
  /* 4: what waits for the card is pending. */
  assert(current==NONE || pending(current));
  /* 13: after a replacement was ordered nothing makes the card usable again. */
  assert(!(noUnfreeze && legal==ACT))
}

inline settle(r) {
  /* 6: done only when the card itself is so, and its record names this operation; a card that is cancelled for good
     proves that alone, and one that may have been frozen before needs no second block. */
  assert(life==target[current]);
  assert(rec==opEpoch[current] || life==CAN || (life==FRZ && maybeFrozen[current]));
  state[current]=DONE;
  legal=target[current];
  seenRec=r;
  current=NONE
}

/* A look of the card, begun with a reset, is held against what waits for it. */
inline look(s, r) {
  if
  :: current!=NONE && s==CAN && target[current]==CAN -> settle(r)
  :: current!=NONE && s==target[current] && r==opEpoch[current] && s!=CAN -> settle(r)
  :: current!=NONE && s==FRZ && target[current]==FRZ && r<opEpoch[current] && maybeFrozen[current] -> settle(r)
  :: MUT==9 && current!=NONE && s==target[current] && s!=CAN && r!=opEpoch[current] -> settle(r)
  :: else
  fi
}

/* Going up is in force at once; going down when the card has shown it. */
inline begin(o, t) {
  was[o]=legal;
  maybeFrozen[o]=(legal==FRZ || (current!=NONE && target[current]==ACT));
  if :: current!=NONE && MUT!=10 -> state[current]=SUPERSEDED :: else fi;
  epoch++;
  opEpoch[o]=epoch;
  target[o]=t;
  state[o]=AUTHORISED;
  current=o;
  if :: (t!=ACT && MUT!=1) || MUT==13 -> legal=t :: else fi
}

inline authorise(o, kind, s, r) {
  if
  :: state[o]!=UNKNOWN -> skip
  :: else ->
    look(s, r);
    if
    /* Only what is stricter replaces what waits; anything else is told to finish that first. */
    :: current!=NONE && TARGET(kind)<=target[current] && MUT!=10 -> state[o]=REJECTED
    :: else ->
      if
      :: (kind==FREEZE && (legal==ACT || (current!=NONE && target[current]==ACT))) ||
         (kind==UNFREEZE && legal==FRZ && !noUnfreeze) ||
         (kind==CANCEL && legal!=CAN) -> begin(o, TARGET(kind))
      :: else -> state[o]=REJECTED
      fi
    fi
  fi;
  MON()
}

/* The card acts on the first half of a script, and on the second. A blocked card refuses its record. */
inline writeRecord(e) { if :: life==ACT -> rec=e :: else fi }
inline writeLife(t) { if :: life!=CAN -> life=t :: else fi }
inline firstHalf(t, e) {
  if :: (t!=ACT && MUT!=8) || (t==ACT && MUT==8) -> writeRecord(e) :: else -> writeLife(t) fi
}
inline secondHalf(t, e) {
  if :: (t!=ACT && MUT!=8) || (t==ACT && MUT==8) -> writeLife(t) :: else -> writeRecord(e) fi
}

inline close(k) { phase[k]=IDLE; phaseOp[k]=NONE }
inline letGo(k) { if :: at==k -> at=NONE :: else fi }
/* A dead terminal's card may stay where it is, or be taken. */
#define MAYDIE if :: crashes<CRASH -> crashes++; if :: at==k -> at=NONE :: skip fi; goto boot :: skip fi
#define MAYTEAR if :: at==k && tears<TEAR -> tears++; at=NONE; goto handOver :: skip fi

proctype Terminal(byte k; byte kind) {
  byte o=NONE, e, t, n, s, r; bool tried=false, given;
boot:
  atomic {
    o=phaseOp[k]; e=0; t=0; n=0; s=0; r=0; given=false;
    if
    :: phase[k]==IDLE && !tried -> tried=true
    :: phase[k]==IDLE && tried -> goto end
    :: phase[k]==INTENT -> goto ask
    :: phase[k]==WRITING -> goto again
    :: phase[k]==WRITTEN -> goto report
    /* The paper may be out: whatever prints next is a marked copy. */
    :: phase[k]==ARMED && MUT!=3 -> close(k); goto end
    :: phase[k]==ARMED && MUT==3 -> goto print
    fi;
    /* Journalled before anybody is asked. */
    o=minted; minted++; phaseOp[k]=o; phase[k]=INTENT
  }
ask:
  if
  :: atomic { at==NONE || at==k -> if :: at==NONE -> at=k; nonce++ :: else fi; s=life; r=rec }
  :: atomic { at!=k ->
      /* The card did not come back: only the outcome is asked for, and a tombstone left. */
      if
      :: state[o]==UNKNOWN -> state[o]=REJECTED; close(k); goto end
      :: pending(o) -> phase[k]=WRITING; goto again
      :: else -> phase[k]=WRITTEN; goto report
      fi }
  fi;
  atomic { authorise(o, kind, s, r) }
  if :: losses<LOSS -> losses++; goto ask :: skip fi;
  MAYDIE;
  if
  :: atomic { state[o]==REJECTED && current!=NONE -> o=current; phaseOp[k]=o; phase[k]=WRITING }
  :: atomic { state[o]==REJECTED && current==NONE -> close(k); letGo(k); goto end }
  :: atomic { state[o]==DONE || state[o]==REVERSED || state[o]==SUPERSEDED -> phase[k]=WRITTEN; goto report }
  :: pending(o) -> phase[k]=WRITING
  fi;
  MAYDIE;
again:
  if
  :: atomic { at==k || at==NONE ->
      if :: at==k && MUT==5 -> skip :: else -> at=k; nonce++ fi;
      s=life; r=rec; n=nonce }
  :: at!=k -> goto handOver
  fi;
  atomic { look(s, r); MON() }
  if
  :: atomic { !pending(o) && !(MUT==16 && state[o]==SUPERSEDED) -> phase[k]=WRITTEN; goto report }
  :: else
  fi;
  /* The holder thinks better of it: only while a fresh look shows that nothing was written. */
  if
  :: atomic { state[o]==AUTHORISED && current==o && (r<opEpoch[o] || MUT==12) && s==was[o] ->
      if :: at==k && MUT!=5 -> nonce++; s=life; r=rec :: else fi;
      if
      :: at==k && state[o]==AUTHORISED && current==o && !noUnfreeze && grant[o]!=DESK &&
         (r==seenRec || MUT==12) && s==was[o] ->
        state[o]=REVERSED; legal=was[o]; current=NONE
      :: else
      fi;
      MON(); phase[k]=WRITTEN; goto report }
  :: skip
  fi;
  /* A script for this session only; whoever listens has it now. */
  atomic {
    if
    :: (pending(o) && current==o) || (MUT==16 && state[o]==SUPERSEDED) || (MUT==10 && pending(o)) ->
      e=opEpoch[o]; t=target[o]; given=true; caught=true; caughtEpoch=e; caughtTarget=t; caughtNonce=n
    :: else -> given=false
    fi
  }
  if :: !given -> goto again :: else fi;
  MAYTEAR;
  atomic { if :: at==k && n==nonce -> firstHalf(t, e) :: else fi; MON() }
  MAYTEAR;
  MAYDIE;
  atomic { if :: at==k && n==nonce -> secondHalf(t, e) :: else fi; MON() }
  MAYTEAR;
  MAYDIE;
  /* Power off, power on, read back; the report of it may be lost. */
  atomic { if :: at==k -> nonce++; s=life; r=rec :: else fi }
  if
  :: atomic { at==k -> look(s, r); MON() }
  :: atomic { losses<LOSS -> losses++ }
  :: at!=k -> skip
  :: atomic { MUT==7 -> phase[k]=WRITTEN; goto report }
  fi;
  if :: pending(o) && at==k -> goto again :: else fi;
  phase[k]=WRITTEN;
  MAYDIE;
report:
  atomic { if :: state[o]==DONE && (grant[o]==NONE || MUT==4) -> grant[o]=k :: else fi }
  if :: losses<LOSS -> losses++; goto report :: skip fi;
  MAYDIE;
  if
  :: (state[o]==DONE && grant[o]==k) || (MUT==7 && pending(o)) || (MUT==17 && state[o]==DONE && grant[o]==DESK) ->
    phase[k]=ARMED
  :: pending(o) && MUT!=7 -> goto handOver
  :: else -> atomic { close(k); letGo(k); goto end }
  fi;
  MAYDIE;
print:
  /* 8: one original, and only of what is done. */
  atomic { originals[o]++; assert(originals[o]<=1); assert(state[o]==DONE) }
  MAYDIE;
  atomic { close(k); letGo(k); goto end }
handOver:
  /* It stays pending at the centre, which any terminal can finish. */
  atomic {
    if :: MUT==6 && state[o]==AUTHORISED && current==o -> state[o]=REVERSED; legal=was[o]; current=NONE :: else fi;
    MON(); close(k); letGo(k)
  }
end:
  finished++
}

#ifdef ABSENT
/* The card is lost: frozen on record at once, and a paper says so; the card is blocked when it is seen. */
proctype Absent() {
  if
  :: atomic { legal==ACT || (current!=NONE && target[current]==ACT) ->
      byte o=minted; minted++;
      begin(o, FRZ);
      grant[o]=DESK; originals[o]++; temporary=true;
      MON() }
  :: skip
  fi;
  finished++
}
#endif

#ifdef CLOCK
/* 24 hours are over, or a temporary freeze has lapsed: the record goes down without the card. */
proctype Clock() {
  if
  :: atomic { current!=NONE && target[current]==ACT && state[current]==AUTHORISED && (!noUnfreeze || MUT==15) ->
      state[current]=LIFTED; legal=ACT; MON() }
  :: atomic { temporary && legal==FRZ && !noUnfreeze && (current==NONE || target[current]==FRZ) ->
      byte o=minted; minted++;
      begin(o, ACT);
      state[o]=LIFTED; legal=ACT; temporary=false; MON() }
  :: skip
  fi;
  finished++
}
#endif

#ifdef REPLACE
/* One transaction: the old card never becomes usable again, and is cancelled wherever it shows up. */
proctype Replacement() {
  if
  :: atomic { legal!=CAN ->
      byte o=minted; minted++;
      noUnfreeze=true;
      if
      :: MUT==14 -> skip
      :: MUT==15 -> state[o]=REJECTED
      :: else -> begin(o, CAN)
      fi;
      if :: MUT!=14 && MUT!=15 -> MON() :: else fi }
  :: skip
  fi;
  finished++
}
#endif

#ifdef REPLAY
proctype Replayer() {
  do
  :: atomic { caught && at!=NONE && replays<2 && (caughtNonce==nonce || MUT==2) ->
      replays++; firstHalf(caughtTarget, caughtEpoch); secondHalf(caughtTarget, caughtEpoch); MON() }
  :: finished>=90 -> break
  od
}
#endif

init {
  byte i, all=2;
  atomic {
    for (i : 0 .. 1) { phaseOp[i]=NONE }
    for (i : 0 .. OPS-1) { grant[i]=NONE }
    run Terminal(0, K0);
    run Terminal(1, K1);
#ifdef ABSENT
    run Absent(); all++;
#endif
#ifdef CLOCK
    run Clock(); all++;
#endif
#ifdef REPLACE
    run Replacement(); all++;
#endif
#ifdef REPLAY
    run Replayer();
#endif
  }
  finished==all;
  /* 12: the card comes once more, nothing fails, and card and centre agree. */
  atomic {
    at=2; nonce++;
    look(life, rec);
    if
    :: current!=NONE ->
      i=current;
      firstHalf(target[i], opEpoch[i]); secondHalf(target[i], opEpoch[i]);
      nonce++;
      look(life, rec)
    :: else
    fi;
    MON();
    assert(current==NONE);
    assert(life==legal);
    assert(rec==seenRec);
    finished=90
  }
}
