/* Makes the timers of systemd go by the clock of virtual-clock.c, once preloaded into process 1: what is to wait for a
   time of day looks at that clock a hundred times a second. The time that it waits for stands in the file
   /run/virtual/next (seconds since 1970, 0 for none), for the owner of the clock to move it there. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { descriptors = 1024 };
static bool is_wall_clock[descriptors];

static void publish(int64_t seconds) {
  static volatile int64_t *next;
  if (!next) {
    int fd = open("/run/virtual/next", O_RDWR | O_CLOEXEC);
    void *page = mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED) abort();
    close(fd);
    next = page;
  }
  *next = seconds;
}

int timerfd_create(int clock, int flags) {
  bool wall_clock = clock == CLOCK_REALTIME && getpid() == 1;
  int fd = syscall(SYS_timerfd_create, wall_clock ? CLOCK_MONOTONIC : clock, flags);
  if (fd >= descriptors) abort();
  if (fd >= 0) is_wall_clock[fd] = wall_clock;
  return fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old) {
  if (fd < 0 || fd >= descriptors || !is_wall_clock[fd]) return syscall(SYS_timerfd_settime, fd, flags, new, old);
  /* It would tell that the clock was set, and no event waits for it. */
  if (flags & TFD_TIMER_CANCEL_ON_SET) return 0;
  bool waits = new->it_value.tv_sec || new->it_value.tv_nsec;
  publish(waits ? new->it_value.tv_sec + 1 : 0);
  struct timespec soon = {.tv_nsec = waits ? 10000000 : 0};
  return syscall(SYS_timerfd_settime, fd, 0, &(struct itimerspec){.it_interval = soon, .it_value = soon}, old);
}
