/* Stands before every program of the system, under its name, in a directory that is first in the PATH. Writes each call
   with all its words to CONTROL/calls, and becomes the program; at one call, named in CONTROL/fault, it injects a fault.
   CONTROL is the directory that this program itself lies in; programs in CONTROL/programs come before the system's.

   CONTROL/fault: "NAME COUNT KIND [NUMBER]": at the COUNTth call of NAME. KIND:
     kill-before   SIGKILL to the script and all that it started, as in a power failure
     kill-after    the same once the program has ended
     term          SIGTERM to the script, before the program runs
     int           SIGINT to the script's process group, this program included, in its place
     fail          exit code 1 in place of the program
     full          the file system that CONTROL/fill lies on fills up but for NUMBER pages, before the program runs
   CONTROL/script: the process that leads the script's session. CONTROL/hit is made when the fault is injected. Who opens
   the pipe CONTROL/kill has all that the script started killed. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { page = 4096 };
static char control[PATH_MAX];

static void die(const char *what) {
  perror(what);
  _exit(99);
}

static const char *in_control(const char *name) {
  static char path[PATH_MAX];
  if (snprintf(path, sizeof path, "%.2000s/%s", control, name) >= (int)sizeof path) die("path");
  return path;
}

/* The whole of a file, followed by a null byte; none is empty. */
static char *contents(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) die("fstat");
  char *text = calloc(1, status.st_size + 1);
  if (!text || pread(fd, text, status.st_size, 0) != status.st_size) die("read");
  return text;
}

/* Adds this call to CONTROL/calls, and returns which call of that name it is. */
static int record_call(const char *name, int argc, char **argv) {
  int fd = open(in_control("calls"), O_RDWR | O_APPEND | O_CLOEXEC);
  if (fd < 0 || flock(fd, LOCK_EX) != 0) die("calls");
  int count = 1;
  size_t length = strlen(name);
  for (char *line = contents(fd); *line; line = strchr(line, '\n') + 1)
    if (strncmp(line, name, length) == 0 && line[length] == '\t') count++;
  char *line = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&line, &size);
  if (!out) die("memory");
  fputs(name, out);
  fputc('\t', out);
  for (int i = 1; i < argc; i++) {
    for (const char *c = argv[i]; *c; c++) *c == '\n' ? fputs("\\n", out) : fputc(*c, out);
    fputc('\t', out);
  }
  fputc('\n', out);
  fclose(out);
  if (write(fd, line, size) != (ssize_t)size) die("calls");
  close(fd);
  return count;
}

static pid_t script(void) {
  FILE *in = fopen(in_control("script"), "r");
  int pid = 0;
  if (!in || fscanf(in, "%d", &pid) != 1 || pid < 2) die("script");
  fclose(in);
  return pid;
}

/* As in a power failure. */
static void kill_all(void) {
  int fd = open(in_control("kill"), O_WRONLY | O_CLOEXEC);
  if (fd < 0) die("kill");
  close(fd);
  for (;;) pause();
}

static void fill_up(int free_pages) {
  static char block[page];
  int fd = open(in_control("fill"), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) die("fill");
  off_t written = 0;
  while (write(fd, block, page) == page) written += page;
  if (ftruncate(fd, written > free_pages * page ? written - free_pages * page : 0) != 0) die("fill");
  close(fd);
}

static void become(const char *name, char **argv) {
  static const char *const directories[] = {"/usr/bin", "/usr/sbin", "/bin", "/sbin"};
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%.2000s/programs/%.1000s", control, name);
  execv(path, argv);
  for (int i = 0; i < 4; i++) {
    snprintf(path, sizeof path, "%s/%.1000s", directories[i], name);
    execv(path, argv);
  }
  die(name);
}

static void inject(const char *kind, int number, const char *name, char **argv) {
  close(open(in_control("hit"), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  if (strcmp(kind, "kill-before") == 0) {
    kill_all();
  } else if (strcmp(kind, "kill-after") == 0) {
    pid_t child = fork();
    if (child == 0) become(name, argv);
    waitpid(child, NULL, 0);
    kill_all();
  } else if (strcmp(kind, "term") == 0) {
    kill(script(), SIGTERM);
  } else if (strcmp(kind, "int") == 0) {
    pid_t group = script();
    kill(-group, SIGINT);
    signal(SIGINT, SIG_DFL);
    raise(SIGINT);
  } else if (strcmp(kind, "fail") == 0) {
    _exit(1);
  } else if (strcmp(kind, "full") == 0) {
    fill_up(number);
  } else {
    die(kind);
  }
}

int main(int argc, char **argv) {
  ssize_t length = readlink("/proc/self/exe", control, sizeof control - 1);
  if (length < 0) die("/proc/self/exe");
  *strrchr(control, '/') = 0;
  const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];
  int count = record_call(name, argc, argv);
  int fd = open(in_control("fault"), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    char at[NAME_MAX + 1], kind[32];
    int at_count, number = 0;
    int words = sscanf(contents(fd), "%255s %d %31s %d", at, &at_count, kind, &number);
    close(fd);
    if (words >= 3 && at_count == count && strcmp(at, name) == 0) inject(kind, number, name, argv);
  }
  become(name, argv);
}
