/*
 * An SMTP server that takes everything and keeps nothing; it counts messages. It says `listening PORT`, then for each line
 * `await N` on the standard input `waiting`, and `reached SECONDS PROCESSOR` when the N-th message since has come: the
 * monotonic clock, as in player.c, and what the sink itself has used of the processor meanwhile. It ends with its input.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { buffer_bytes = 65536, answer_bytes = 4096, longest_answer = 128 };

struct session {
  int fd;
  bool is_in_data, is_over;
  size_t length;      /* of what came and was not understood yet */
  size_t answered;
  char buffer[buffer_bytes];
  char answer[answer_bytes];
};

static unsigned long taken, target;
static bool is_awaited;
static double processor_before;

static double clock_of(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void count_message(void) {
  taken += 1;
  if (!is_awaited || taken < target) return;
  is_awaited = false;
  printf("reached %.9f %.9f\n", clock_of(CLOCK_MONOTONIC), clock_of(CLOCK_PROCESS_CPUTIME_ID) - processor_before);
}

/* False: who does not read his answers, or has gone, is let go. */
static bool flushed(struct session *s) {
  const ssize_t written = s->answered == 0 ? 0 : write(s->fd, s->answer, s->answered);
  const bool is_whole = written == (ssize_t)s->answered;
  s->answered = 0;
  return is_whole;
}

static bool answer(struct session *s, const char *text) {
  if (s->answered + longest_answer > answer_bytes && !flushed(s)) return false;
  s->answered += snprintf(s->answer + s->answered, longest_answer, "%s", text);
  return true;
}

static bool answer_line(struct session *s, const char *line) {
  if (strncasecmp(line, "EHLO", 4) == 0) return answer(s, "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n");
  if (strncasecmp(line, "DATA", 4) == 0) {
    s->is_in_data = true;
    return answer(s, "354 go on\r\n");
  }
  if (strncasecmp(line, "QUIT", 4) == 0) {
    s->is_over = true;
    return answer(s, "221 bye\r\n");
  }
  return answer(s, "250 2.0.0 ok\r\n");
}

/* False: the connection is over. */
static bool understood(struct session *s) {
  size_t at = 0;
  while (!s->is_over) {
    char *const from = s->buffer + at;
    const size_t left = s->length - at;
    if (s->is_in_data) {
      /* The line end of DATA is still there, so that a message of nothing ends like any other. */
      char *const end = memmem(from, left, "\r\n.\r\n", 5);
      if (end == NULL) {
        /* Only what may be the beginning of the end is kept. */
        if (left > 4) at = s->length - 4;
        break;
      }
      at = end + 5 - s->buffer;
      s->is_in_data = false;
      count_message();
      if (!answer(s, "250 2.0.0 taken\r\n")) return false;
    } else {
      char *const end = memmem(from, left, "\r\n", 2);
      if (end == NULL) break;
      if (!answer_line(s, from)) return false;
      at = end - s->buffer + (s->is_in_data ? 0 : 2);
    }
  }
  s->length -= at;
  memmove(s->buffer, s->buffer + at, s->length);
  /* Postfix sends QUIT together with the end of its message: the 250 must leave first. */
  return flushed(s) && !s->is_over && s->length < buffer_bytes;
}

static bool heard(struct session *s) {
  const ssize_t length = read(s->fd, s->buffer + s->length, buffer_bytes - s->length);
  if (length < 0 && errno == EAGAIN) return true;
  if (length <= 0) return false;
  s->length += length;
  return understood(s);
}

static void greet(int epoll, int listener) {
  for (;;) {
    const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct session *const s = malloc(sizeof *s);
    if (s == NULL) exit(1);
    s->fd = fd;
    s->is_in_data = s->is_over = false;
    s->length = s->answered = 0;
    struct epoll_event event = {.events = EPOLLIN, .data = {.ptr = s}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    if (answer(s, "220 sink.test ESMTP\r\n")) flushed(s);
  }
}

static void obey(void) {
  char line[64];
  unsigned long count;
  const ssize_t length = read(0, line, sizeof line - 1);
  if (length <= 0) exit(0);
  line[length] = 0;
  if (sscanf(line, "await %lu", &count) != 1) exit(2);
  target = taken + count;
  is_awaited = true;
  processor_before = clock_of(CLOCK_PROCESS_CPUTIME_ID);
  printf("waiting\n");
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdout, NULL, _IOLBF, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), epoll = epoll_create1(EPOLL_CLOEXEC);
  if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 512) < 0 ||
      getsockname(listener, (struct sockaddr *)&address, &size) < 0) {
    perror("sink");
    return 1;
  }
  struct epoll_event input = {.events = EPOLLIN, .data = {.ptr = NULL}}, incoming = {.events = EPOLLIN, .data = {.ptr = &address}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &incoming);
  printf("listening %d\n", ntohs(address.sin_port));
  for (;;) {
    struct epoll_event events[64];
    const int count = epoll_wait(epoll, events, 64, -1);
    for (int at = 0; at < count; at += 1) {
      struct session *const s = events[at].data.ptr;
      if (s == NULL) obey();
      else if (events[at].data.ptr == &address) greet(epoll, listener);
      else if (!heard(s)) {
        close(s->fd);
        free(s);
      }
    }
  }
}
