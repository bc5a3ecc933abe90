/*
 * The bare client that `npm run bench -- card` measures against: libpcsclite and nothing else.
 * Commands come on stdin as hex, one a line; an empty line ends the list. The list is run as many times as the first
 * argument says, and for each run one line goes to stdout: the nanoseconds of each transmit, separated by spaces.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

#define COMMANDS 64
#define BYTES 262

static BYTE commands[COMMANDS][BYTES];
static DWORD lengths[COMMANDS];

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static int fail(const char *what, LONG code) {
  fprintf(stderr, "card-client: %s: %08lx\n", what, (unsigned long)code);
  return 1;
}

static int read_commands(void) {
  char line[2 * BYTES + 4];
  int count = 0;
  while (count < COMMANDS && fgets(line, sizeof line, stdin) != NULL) {
    size_t digits = strcspn(line, "\r\n");
    if (digits == 0) break;
    lengths[count] = digits / 2;
    for (size_t i = 0; i < digits / 2; i++) {
      unsigned byte;
      if (sscanf(line + 2 * i, "%2x", &byte) != 1) return -1;
      commands[count][i] = (BYTE)byte;
    }
    count++;
  }
  return count;
}

int main(int argc, char **argv) {
  int runs = argc > 1 ? atoi(argv[1]) : 1;
  int count = read_commands();
  if (count <= 0) return fail("no commands", count);

  SCARDCONTEXT context;
  LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
  if (code != SCARD_S_SUCCESS) return fail("context", code);
  char names[1024];
  DWORD size = sizeof names;
  code = SCardListReaders(context, NULL, names, &size);
  if (code != SCARD_S_SUCCESS) return fail("readers", code);
  SCARDHANDLE card;
  DWORD protocol;
  code = SCardConnect(context, names, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol);
  if (code != SCARD_S_SUCCESS) return fail("connect", code);
  const SCARD_IO_REQUEST *pci = protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;

  for (int run = 0; run < runs; run++) {
    for (int i = 0; i < count; i++) {
      BYTE answer[BYTES];
      DWORD length = sizeof answer;
      long long from = now();
      code = SCardTransmit(card, pci, commands[i], lengths[i], NULL, answer, &length);
      if (code != SCARD_S_SUCCESS) return fail("transmit", code);
      printf("%lld%c", now() - from, i == count - 1 ? '\n' : ' ');
    }
  }
  SCardDisconnect(card, SCARD_LEAVE_CARD);
  SCardReleaseContext(context);
  return 0;
}
