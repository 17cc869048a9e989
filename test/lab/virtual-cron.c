/* Lets Debian's cron daemon live through months in seconds, once preloaded: its clock stands still while it works, and
   jumps when it sleeps. Before each jump it waits for its children, so that a run is the same every time.

   VIRTUAL_CRON_START, VIRTUAL_CRON_END: seconds since 1970. VIRTUAL_CRON_LOG: a file that gets a line for each command,
   `EPOCH<TAB>COMMAND`, in place of running it; without it the commands run, the daemon's own way. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static time_t now, end;

__attribute__((constructor)) static void start(void) {
  const char *from = getenv("VIRTUAL_CRON_START"), *to = getenv("VIRTUAL_CRON_END");
  if (!from || !to) abort();
  now = atoll(from);
  end = atoll(to);
}

time_t time(time_t *out) {
  if (out) *out = now;
  return now;
}

unsigned sleep(unsigned seconds) {
  while (wait(NULL) > 0 || errno == EINTR) continue;
  now += seconds;
  if (now >= end) _exit(0);
  return 0;
}

/* Debian's cron starts every command as execle(shell, shell, "-c", command, NULL, environment). */
int execle(const char *path, const char *name, ...) {
  va_list rest;
  va_start(rest, name);
  char *option = va_arg(rest, char *), *command = va_arg(rest, char *);
  char *terminator = va_arg(rest, char *), **environment = va_arg(rest, char **);
  va_end(rest);
  if (terminator) abort();
  const char *log = getenv("VIRTUAL_CRON_LOG");
  if (!log) {
    char *arguments[] = {(char *)name, option, command, NULL};
    return execve(path, arguments, environment);
  }
  int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (fd < 0 || dprintf(fd, "%lld\t%s\n", (long long)now, command) < 0) _exit(1);
  _exit(0);
}
