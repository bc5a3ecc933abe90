/*
 * When pcscd tells a card's coming to a client that does nothing else: libpcsclite and a blocking SCardGetStatusChange.
 * For each card that comes to the first reader one line goes to stdout: microseconds since 1970.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

int main(void) {
  SCARDCONTEXT context;
  LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
  char names[1024];
  DWORD size = sizeof names;
  if (code == SCARD_S_SUCCESS) code = SCardListReaders(context, NULL, names, &size);
  SCARD_READERSTATE state;
  memset(&state, 0, sizeof state);
  state.szReader = names;
  state.dwCurrentState = SCARD_STATE_UNAWARE;
  while (code == SCARD_S_SUCCESS) {
    code = SCardGetStatusChange(context, INFINITE, &state, 1);
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    int was = (state.dwCurrentState & SCARD_STATE_PRESENT) != 0;
    int is = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
    if (is && !was) {
      printf("%lld\n", at.tv_sec * 1000000LL + at.tv_nsec / 1000);
      fflush(stdout);
    }
    state.dwCurrentState = state.dwEventState;
  }
  fprintf(stderr, "card-events: %08lx\n", (unsigned long)code);
  return 1;
}
