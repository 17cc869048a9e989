/* Lets a cron daemon live through years in seconds, once preloaded: the clock of virtual-clock.c stands still while it
   works, and jumps when it sleeps. Before each jump it waits for its children, so that a run is the same every time.

   VIRTUAL_CRON_END: seconds since 1970. VIRTUAL_CRON_REST: the length of a sleep that takes no time. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t *now;
static int64_t end;
static unsigned rest;

__attribute__((constructor)) static void start(void) {
  const char *until = getenv("VIRTUAL_CRON_END"), *timeless = getenv("VIRTUAL_CRON_REST");
  int fd = open("/run/virtual/clock", O_RDWR | O_CLOEXEC);
  void *page = mmap(NULL, sizeof *now, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (!until || !timeless || page == MAP_FAILED) abort();
  close(fd);
  now = page;
  end = atoll(until);
  rest = atoi(timeless);
  /* busybox gives its own environment to its children. */
  unsetenv("LD_PRELOAD");
}

unsigned sleep(unsigned seconds) {
  while (wait(NULL) > 0 || errno == EINTR) continue;
  if (seconds != rest) *now += seconds;
  if (*now >= end) _exit(0);
  return 0;
}

/* cronie asks for both anew for every line of the crontab and every minute, with the same arguments. */
struct tm *gmtime(const time_t *seconds) {
  static time_t asked = -1;
  static struct tm answer;
  if (*seconds != asked) gmtime_r(&(time_t){asked = *seconds}, &answer);
  return &answer;
}

int setenv(const char *name, const char *value, int overwrite) {
  const char *old = getenv(name);
  if (old && (!overwrite || strcmp(old, value) == 0)) return 0;
  char *entry;
  return asprintf(&entry, "%s=%s", name, value) < 0 ? -1 : putenv(entry);
}
