/* watch SECRETS: looks through the command lines of all processes, over and over, for any line of the file SECRETS.
   Prints each command line that holds one, once a process; says "looking" when it begins. */
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
static char *secrets[most_secrets];
static int count;

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
  const struct timespec pause = {.tv_nsec = 500000};
  for (;;) {
    rewinddir(proc);
    for (struct dirent *entry; (entry = readdir(proc));)
      if (isdigit((unsigned char)*entry->d_name)) look(entry->d_name);
    nanosleep(&pause, NULL);
  }
}
