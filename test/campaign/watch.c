/* watch SECRETS: looks through the command lines of all processes, over and over, for any line of the file SECRETS.
   Prints each command line that holds one, once a process; says "looking" when it begins.
   Most processes of a machine were there before, and stay as they are: those it looks at now and then. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { most_secrets = 32 };
enum { new_for_rounds = 256, then_every = 16 };
enum { most_processes = 1 << 22 };
static char *secrets[most_secrets];
static int count;
static struct {
  unsigned last_round, rounds;
} known[most_processes];

static void read_secrets(const char *path) {
  FILE *in = fopen(path, "r");
  if (!in) exit(1);
  size_t size = 0;
  while (count < most_secrets && getline(&secrets[count], &size, in) > 0) {
    secrets[count][strcspn(secrets[count], "\n")] = 0;
    if (*secrets[count]) count++;
    size = 0;
  }
  fclose(in);
}

static void look(const char *process) {
  static char line[1 << 18], last[32];
  char path[300];
  snprintf(path, sizeof path, "/proc/%s/cmdline", process);
  int fd = open(path, O_RDONLY);
  if (fd < 0) return;
  ssize_t length = read(fd, line, sizeof line);
  close(fd);
  for (int i = 0; i < count && length > 0; i++) {
    if (!memmem(line, length, secrets[i], strlen(secrets[i])) || strcmp(last, process) == 0) continue;
    snprintf(last, sizeof last, "%.31s", process);
    for (ssize_t c = 0; c < length; c++) putchar(isprint((unsigned char)line[c]) ? line[c] : ' ');
    putchar('\n');
  }
}

int main(int argc, char **argv) {
  if (argc != 2) return 64;
  read_secrets(argv[1]);
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("looking");
  DIR *proc = opendir("/proc");
  /* Leaves most of a processor to those that are watched; a shell that starts a program takes longer than this pause. */
  const struct timespec pause = {.tv_nsec = 1000000};
  for (unsigned round = 1;; round++) {
    rewinddir(proc);
    for (struct dirent *entry; (entry = readdir(proc));) {
      int process = atoi(entry->d_name);
      if (process <= 0 || process >= most_processes) continue;
      unsigned rounds = known[process].last_round + 1 == round ? known[process].rounds + 1 : 0;
      known[process].last_round = round;
      known[process].rounds = rounds;
      if (rounds < new_for_rounds || rounds % then_every == 0) look(entry->d_name);
    }
    nanosleep(&pause, NULL);
  }
}
