/*
 * Plays conversations with a mail server, as a plan says (plan.h), and tells how long they took. It is in C because it must be
 * lighter than what it measures: a turn to and fro costs it the system calls and some comparing of bytes.
 *
 * The figures are one line of JSON on the standard output. The first reply that is not what was expected ends it all:
 * what the server said is on the standard error, and the exit code is 1.
 */
#define _GNU_SOURCE
#include "plan.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
  alone_bytes = 262144, /* what a connection reads at once, when it is the only one */
  shared_bytes = 32768,
  kept_head = 1024, /* of a line that is longer than that */
  kept_tail = 64,
  most_pieces = 64, /* in one write */
  silence_seconds = 120,
  poll_ms = 10,
};

struct connection {
  int number;
  int step;
  int fd; /* -1: none */
  SSL *ssl;
  bool is_connecting, is_readable, is_hung_up;
  bool is_waiting, is_released; /* at `start` or `meet` */
  bool has_stopped, has_ended;
  int piece; /* of SEND, the next to be written, from this byte on */
  size_t offset;
  char *buffer; /* start to end came and was not taken yet; what is before looked has no line end */
  size_t capacity, start, looked, end;
  size_t literal; /* bytes of it that are still to come */
  int literals; /* since something was sent */
  bool is_within; /* what comes next continues a line of IMAP, or a reply of POP3 */
  char said[200]; /* the last line that may explain why the connection was closed */
  int item;
  struct list own;
  long messages, first_messages;
  double wakes_at, waits_since;
};

static struct plan plan;
static struct connection *connections; /* one for each part */

static bool is_alone; /* one connection: it may wait in its own reads */
static int epoll;
static SSL_CTX *tls;
static int next_item, living, waiting, sleeping;
static bool has_started, must_go_round;
static double began, ended, processor_began, processor_ended;
static unsigned long long bytes, replies;

static double clock_of(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void __attribute__((noreturn, format(printf, 2, 3))) fail(const struct connection *c, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fflush(stdout);
  if (c != NULL) fprintf(stderr, "connection %d, step %d (%s): ", c->number, c->step, step_names[plan.steps[c->step].kind]);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  exit(1);
}

/* The clock. */

static void begin(void) {
  has_started = true;
  began = clock_of(CLOCK_MONOTONIC);
  processor_began = clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

static void stop(struct connection *c) {
  if (c->has_stopped) return;
  c->has_stopped = true;
  ended = clock_of(CLOCK_MONOTONIC);
  processor_ended = clock_of(CLOCK_PROCESS_CPUTIME_ID);
}

/* Reading and writing. */

/* Whose certificate it is does not matter; that it signed the handshake is looked at all the same. */
static int believe(X509_STORE_CTX *chain, void *nothing) {
  (void)chain, (void)nothing;
  return 1;
}

/* X25519 is what both sides have in common, and nothing is kept for a shorter handshake. */
static void set_up_tls(void) {
  tls = SSL_CTX_new(TLS_client_method());
  if (tls == NULL || SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) != 1 || SSL_CTX_set1_groups_list(tls, "X25519") != 1)
    fail(NULL, "TLS cannot be set up");
  SSL_CTX_set_cert_verify_callback(tls, believe, NULL);
  SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static void open_connection(struct connection *c, int port, bool over_tls) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  const int yes = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | (is_alone ? 0 : SOCK_NONBLOCK), 0);
  if (c->fd < 0) fail(c, "socket: %s", strerror(errno));
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (is_alone) {
    const struct timeval silence = {.tv_sec = silence_seconds};
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
    setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof silence);
  }
  if (connect(c->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
    fail(c, "connecting to port %d: %s", port, strerror(errno));
  c->is_connecting = true;
  c->is_readable = c->is_hung_up = c->is_within = false;
  c->start = c->looked = c->end = c->literal = 0;
  c->said[0] = 0;
  if (!is_alone) {
    /* Edges only: what may be read or written is remembered, so a turn needs no call to change what is waited for. */
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = c}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event) < 0) fail(c, "epoll: %s", strerror(errno));
  }
  if (over_tls) {
    c->ssl = SSL_new(tls);
    SSL_set_fd(c->ssl, c->fd);
  }
}

/* Whether OpenSSL waits for the socket only. */
static bool must_wait(struct connection *c, int result) {
  const int cause = SSL_get_error(c->ssl, result);
  if (cause == SSL_ERROR_WANT_READ) c->is_readable = false;
  return !is_alone && (cause == SSL_ERROR_WANT_READ || cause == SSL_ERROR_WANT_WRITE);
}

static bool connected(struct connection *c) {
  if (!is_alone && c->ssl == NULL) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    int cause = 0;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &cause, &(socklen_t){sizeof cause});
    if (cause != 0) fail(c, "connecting: %s", strerror(cause));
    if (getpeername(c->fd, (struct sockaddr *)&peer, &length) < 0) return false;
  }
  if (c->ssl != NULL) {
    const int result = SSL_connect(c->ssl);
    if (result != 1) {
      if (must_wait(c, result)) return false;
      fail(c, "TLS: %s", ERR_reason_error_string(ERR_get_error()));
    }
    if (SSL_session_reused(c->ssl)) fail(c, "TLS: the handshake was not a full one");
  }
  c->is_connecting = false;
  return true;
}

static void close_connection(struct connection *c) {
  if (c->fd < 0) return;
  if (c->end > c->start) fail(c, "more came than was expected: %.*s", (int)(c->end - c->start > 120 ? 120 : c->end - c->start), c->buffer + c->start);
  SSL_free(c->ssl);
  c->ssl = NULL;
  close(c->fd);
  c->fd = -1;
}

/* Puts what comes next into the buffer. False: there is nothing yet. */
static bool receive(struct connection *c) {
  if (!is_alone && !c->is_readable) return false;
  if (c->start == c->end) c->start = c->looked = c->end = 0;
  if (c->end == c->capacity) {
    /* A line that is longer than the buffer loses its middle. */
    const size_t from = c->start > 0 ? c->start : c->capacity - kept_tail, to = c->start > 0 ? 0 : kept_head;
    memmove(c->buffer + to, c->buffer + from, c->end - from);
    c->end = to + c->end - from;
    c->looked = c->start > 0 ? c->looked - c->start : c->end;
    c->start = 0;
  }
  const size_t room = c->capacity - c->end;
  const ssize_t length = c->ssl != NULL ? SSL_read(c->ssl, c->buffer + c->end, room) : read(c->fd, c->buffer + c->end, room);
  if (length <= 0) {
    if (c->ssl != NULL ? must_wait(c, length) : length < 0 && errno == EAGAIN && !is_alone) {
      c->is_readable = false;
      return false;
    }
    if (length < 0 && errno == EAGAIN) fail(c, "the server said nothing for %d s", silence_seconds);
    fail(c, "the server closed the connection; before that it said \"%s%.*s\"", c->said, (int)(c->end - c->start), c->buffer + c->start);
  }
  c->end += length;
  bytes += length;
  /* A short read took all there is, so the next one would say so only. */
  if (c->ssl == NULL && (size_t)length < room && !c->is_hung_up) c->is_readable = false;
  return true;
}

static struct text text_of(const struct connection *c, struct piece piece) {
  if (piece.of == 't') return plan.texts[piece.number];
  const struct list *list = piece.of == 'o' ? &c->own : &plan.items[c->item];
  if (piece.number >= list->count) fail(c, "there is no text %c%d", piece.of, piece.number);
  return plan.texts[list->numbers[piece.number]];
}

static bool sent(struct connection *c, const struct step *step) {
  while (c->piece < step->piece_count) {
    struct iovec vector[most_pieces];
    int count = 0;
    for (int at = c->piece; at < step->piece_count && count < most_pieces; at += 1, count += 1) {
      const struct text text = text_of(c, step->pieces[at]);
      const size_t skipped = count == 0 ? c->offset : 0;
      vector[count] = (struct iovec){(char *)text.bytes + skipped, text.length - skipped};
    }
    ssize_t written;
    if (c->ssl != NULL) {
      written = vector[0].iov_len == 0 ? 0 : SSL_write(c->ssl, vector[0].iov_base, vector[0].iov_len);
      if (written <= 0 && vector[0].iov_len > 0) {
        if (must_wait(c, written)) return false;
        fail(c, "TLS: %s", ERR_reason_error_string(ERR_get_error()));
      }
    } else {
      written = writev(c->fd, vector, count);
      if (written < 0 && errno == EAGAIN) return false;
      if (written < 0) fail(c, "writing: %s", strerror(errno));
    }
    c->offset += written;
    for (int at = 0; at < count && c->piece < step->piece_count; at += 1) {
      const size_t length = text_of(c, step->pieces[c->piece]).length;
      if (c->offset < length) break;
      c->offset -= length;
      c->piece += 1;
    }
  }
  c->piece = 0;
  c->literals = 0;
  return true;
}

/* What the server says. */

/* The next line without its end, or NULL. It stays where it is until something is received. */
static char *taken_line(struct connection *c, size_t *length) {
  char *const end = memchr(c->buffer + c->looked, '\n', c->end - c->looked);
  if (end == NULL) {
    c->looked = c->end;
    return NULL;
  }
  char *const line = c->buffer + c->start;
  *length = end - line - (end > line && end[-1] == '\r' ? 1 : 0);
  c->start = c->looked = end + 1 - c->buffer;
  return line;
}

static bool begins(const char *line, size_t length, const char *with, size_t with_length) {
  return length >= with_length && memcmp(line, with, with_length) == 0;
}

static void __attribute__((noreturn)) refuse(const struct connection *c, const char *wanted, const char *line, size_t length) {
  fail(c, "wanted %s, got \"%.*s\"", wanted, (int)(length > 300 ? 300 : length), line);
}

/* The same, waited for; NULL: it is still to come. */
static char *next_line(struct connection *c, size_t *length) {
  for (;;) {
    char *const line = taken_line(c, length);
    if (line != NULL || !receive(c)) return line;
  }
}

static bool heard_line(struct connection *c, const struct step *step) {
  size_t length;
  char *const line = next_line(c, &length);
  if (line == NULL) return false;
  if (!begins(line, length, step->word, step->word_length)) refuse(c, step->word, line, length);
  return true;
}

static bool heard_smtp(struct connection *c, const struct step *step) {
  for (;;) {
    size_t length;
    char *const line = next_line(c, &length);
    if (line == NULL) return false;
    if (!begins(line, length, step->word, step->word_length)) refuse(c, step->word, line, length);
    if (length == step->word_length || line[step->word_length] == ' ') return true;
    if (line[step->word_length] != '-') refuse(c, step->word, line, length);
  }
}

static bool heard_lines(struct connection *c, const struct step *step) {
  for (;;) {
    size_t length;
    char *const line = next_line(c, &length);
    if (line == NULL) return false;
    if (!c->is_within && !begins(line, length, step->word, step->word_length)) refuse(c, step->word, line, length);
    const bool is_over = c->is_within && length == 1 && *line == '.';
    c->is_within = !is_over;
    if (is_over) return true;
  }
}

/* RFC 9051 §4.3: a line that ends with a number in braces is continued after so many bytes. */
static bool find_literal(struct connection *c, const char *line, size_t length) {
  if (length < 3 || line[length - 1] != '}') return false;
  size_t at = length - 1, value = 0, unit = 1;
  for (; at > 0 && line[at - 1] >= '0' && line[at - 1] <= '9'; at -= 1, unit *= 10) value += unit * (line[at - 1] - '0');
  if (at == 0 || line[at - 1] != '{' || unit == 1) return false;
  c->literal = value;
  c->literals += 1;
  return true;
}

static void remember(struct connection *c, const char *line, size_t length) {
  const char word[] = "MESSAGES ";
  const char *const found = memmem(line, length, word, sizeof word - 1);
  if (found == NULL) return;
  const bool is_first = c->messages < 0;
  c->messages = strtol(found + sizeof word - 1, NULL, 10);
  if (is_first) c->first_messages = c->messages;
}

static bool heard_tagged(struct connection *c, const struct step *step) {
  for (;;) {
    size_t length = c->end - c->start;
    if (c->literal > 0 && length > 0) {
      if (length > c->literal) length = c->literal;
      c->literal -= length;
      c->start = c->looked = c->start + length;
    }
    char *const line = c->literal > 0 ? NULL : taken_line(c, &length);
    if (line == NULL) {
      if (!receive(c)) return false;
      continue;
    }
    const bool continues = c->is_within;
    c->is_within = find_literal(c, line, length);
    if (continues) continue;
    if (begins(line, length, "* ", 2)) {
      if (step->kind == STATUS) remember(c, line, length);
      if (begins(line, length, "* BYE", 5)) snprintf(c->said, sizeof c->said, "%.*s ", (int)length, line);
      continue;
    }
    const char *const word = line + step->word_length + 1;
    const size_t left = length - step->word_length - 1;
    if (!begins(line, length, step->word, step->word_length) || word[-1] != ' ') refuse(c, step->word, line, length);
    if (!begins(word, left, "OK ", 3) && !(step->kind == ANSWERED && begins(word, left, "NO ", 3))) refuse(c, "OK", line, length);
    if (c->literals < step->number) fail(c, "wanted %ld literals, got %d", step->number, c->literals);
    if (step->kind == STATUS && c->messages < 0) fail(c, "no STATUS came");
    replies += 1;
    return true;
  }
}

/* Between the connections. */

static void release_if_all_wait(void) {
  if (waiting == 0 || waiting < living) return;
  bool starts = false;
  waiting = 0;
  for (int at = 0; at < plan.part_count; at += 1) {
    struct connection *const c = &connections[at];
    if (!c->is_waiting) continue;
    starts = starts || plan.steps[c->step].kind == START;
    c->is_waiting = false;
    c->is_released = must_go_round = true;
  }
  if (starts) begin();
}

static bool has_met(struct connection *c) {
  if (!c->is_waiting && !c->is_released) {
    c->is_waiting = true;
    waiting += 1;
    release_if_all_wait();
  }
  if (!c->is_released) return false;
  c->is_released = false;
  return true;
}

static bool has_arrived(struct connection *c, long count) {
  long sum = 0;
  for (int at = 0; at < plan.part_count; at += 1)
    if (connections[at].messages >= 0) sum += connections[at].messages - connections[at].first_messages;
  if (sum >= count) return true;
  const double now = clock_of(CLOCK_MONOTONIC);
  if (c->waits_since == 0) c->waits_since = now;
  if (now - c->waits_since > silence_seconds) fail(c, "of %ld messages %ld arrived in %d s", count, sum, silence_seconds);
  if (is_alone) usleep(poll_ms * 1000);
  else {
    c->wakes_at = now + poll_ms / 1e3;
    sleeping += 1;
  }
  return false;
}

/* Does the step that it is at, and moves on. False: it has to wait. */
static bool perform(struct connection *c) {
  const struct step *const step = &plan.steps[c->step];
  int then = c->step + 1;
  if (c->is_connecting && !connected(c)) return false;
  if (step->kind >= SEND && step->kind <= STATUS && c->fd < 0) fail(c, "not connected");
  switch (step->kind) {
    case CONNECT: case CONNECT_TLS: close_connection(c); open_connection(c, step->number, step->kind == CONNECT_TLS); break;
    case SEND: if (!sent(c, step)) return false; break;
    case LINE: if (!heard_line(c, step)) return false; break;
    case SMTP: if (!heard_smtp(c, step)) return false; break;
    case LINES: if (!heard_lines(c, step)) return false; break;
    case TAGGED: case ANSWERED: case STATUS: if (!heard_tagged(c, step)) return false; break;
    case CLOSE: close_connection(c); break;
    case START: case MEET: if (!has_met(c)) return false; break;
    case STOP: stop(c); break;
    case NEXT:
      if (next_item >= plan.item_count) then = step->target;
      else c->item = next_item++;
      break;
    case JUMP: then = step->target; break;
    case OVER: if (clock_of(CLOCK_MONOTONIC) - began >= plan.seconds) then = step->target; break;
    case ARRIVED:
      if (!has_arrived(c, step->number)) then = step->target;
      else c->waits_since = 0;
      break;
  }
  c->step = then;
  return c->wakes_at == 0;
}

/* As far as it comes without waiting. */
static void play(struct connection *c) {
  if (c->has_ended || c->wakes_at > 0) return;
  while (c->step < plan.step_count)
    if (!perform(c)) return;
  c->step = plan.step_count - 1;
  stop(c);
  close_connection(c);
  c->has_ended = true;
  living -= 1;
  release_if_all_wait();
}

static void play_all(void) {
  struct epoll_event events[256];
  for (int at = 0; at < plan.part_count; at += 1) play(&connections[at]);
  while (living > 0) {
    while (must_go_round) {
      must_go_round = false;
      for (int at = 0; at < plan.part_count; at += 1)
        if (connections[at].is_released) play(&connections[at]);
    }
    if (living == 0) return;
    int limit = silence_seconds * 1000;
    if (sleeping > 0) {
      const double now = clock_of(CLOCK_MONOTONIC);
      for (int at = 0; at < plan.part_count; at += 1) {
        struct connection *const c = &connections[at];
        if (c->wakes_at == 0) continue;
        if (c->wakes_at > now) {
          const int left = (c->wakes_at - now) * 1000 + 1;
          if (left < limit) limit = left;
          continue;
        }
        c->wakes_at = 0;
        sleeping -= 1;
        play(c);
        limit = 0;
      }
      if (living == 0 || must_go_round) continue;
    }
    const int count = epoll_wait(epoll, events, 256, limit);
    if (count < 0 && errno != EINTR) fail(NULL, "epoll: %s", strerror(errno));
    if (count == 0 && sleeping == 0 && limit > 0) {
      for (int at = 0; at < plan.part_count; at += 1)
        if (!connections[at].has_ended && !connections[at].is_waiting)
          fail(&connections[at], "the server said nothing for %d s", silence_seconds);
    }
    for (int at = 0; at < count; at += 1) {
      struct connection *const c = events[at].data.ptr;
      c->is_readable = true;
      if (events[at].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) c->is_hung_up = true;
      play(c);
    }
  }
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  plan = read_plan();
  is_alone = plan.part_count == 1;
  living = plan.part_count;
  epoll = epoll_create1(EPOLL_CLOEXEC);
  bool has_start = false;
  for (int at = 0; at < plan.step_count; at += 1) {
    has_start = has_start || plan.steps[at].kind == START;
    if (plan.steps[at].kind == CONNECT_TLS && tls == NULL) set_up_tls();
  }
  connections = calloc(plan.part_count, sizeof *connections);
  for (int at = 0; at < plan.part_count; at += 1) {
    struct connection *const c = &connections[at];
    *c = (struct connection){.number = at, .step = plan.parts[at].step, .own = plan.parts[at].own, .fd = -1, .item = -1, .messages = -1};
    c->capacity = is_alone ? alone_bytes : shared_bytes;
    c->buffer = malloc(c->capacity);
    if (c->buffer == NULL) fail(NULL, "no memory");
  }
  if (!has_start) begin();
  play_all();
  if (!has_started) fail(NULL, "the clock never started");
  printf("{\"began\":%.9f,\"seconds\":%.9f,\"processorSeconds\":%.9f,\"bytes\":%llu,\"replies\":%llu}\n", began, ended - began,
         processor_ended - processor_began, bytes, replies);
  return 0;
}
