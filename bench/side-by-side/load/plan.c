/* Reads a plan, as plan.h describes it. Texts stay where they were read. */
#include "plan.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { most_bytes = 256 << 20 };

const char *const step_names[] = {
  "connect", "connect-tls", "send", "line", "smtp", "lines", "tagged", "answered", "status",
  "close", "start", "meet", "stop", "next", "jump", "over", "arrived",
};

static struct plan plan;
static char *bytes;
static size_t length, at;

static void __attribute__((noreturn)) refuse(const char *what, const char *which) {
  fprintf(stderr, "the plan %s%s\n", what, which);
  exit(1);
}

/* Doubled when the count is a power of two. */
static void *grown(void *array, int count, size_t size) {
  if (count != 0 && (count & (count - 1)) != 0) return array;
  array = realloc(array, size * (count == 0 ? 1 : 2 * (size_t)count));
  if (array == NULL) refuse("is too large", "");
  return array;
}

static void read_all(void) {
  size_t capacity = 1 << 20;
  bytes = malloc(capacity + 1);
  for (;;) {
    if (length == capacity) bytes = realloc(bytes, (capacity *= 2) + 1);
    if (bytes == NULL || capacity > most_bytes) refuse("is too large", "");
    const ssize_t more = read(0, bytes + length, capacity - length);
    if (more < 0) refuse("cannot be read: ", strerror(errno));
    if (more == 0) break;
    length += more;
  }
}

static int text_number(const char *word) {
  const int number = atoi(word);
  if (*word < '0' || *word > '9' || number >= plan.text_count) refuse("has no text ", word);
  return number;
}

static struct list texts_of(char *words) {
  struct list list = {NULL, 0};
  for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
    list.numbers = grown(list.numbers, list.count, sizeof *list.numbers);
    list.numbers[list.count++] = text_number(word);
  }
  return list;
}

static void add_pieces(struct step *step, char *words) {
  for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
    const int is_text = *word != 'i' && *word != 'o';
    step->pieces = grown(step->pieces, step->piece_count, sizeof *step->pieces);
    step->pieces[step->piece_count++] = is_text ? (struct piece){'t', text_number(word)} : (struct piece){*word, atoi(word + 1)};
  }
}

static void add_step(const char *name, char *rest) {
  unsigned kind = 0;
  while (kind <= ARRIVED && strcmp(step_names[kind], name) != 0) kind += 1;
  if (kind > ARRIVED) refuse("has an unknown step ", name);
  struct step step = {.kind = kind, .word = rest, .word_length = strlen(rest)};
  char *const space = strchr(rest, ' ');
  switch (step.kind) {
    case SEND: add_pieces(&step, rest); break;
    case TAGGED:
      if (space == NULL) refuse("has no number of literals beside ", rest);
      *space = 0;
      step.word_length = space - rest;
      step.number = atol(space + 1);
      break;
    case ARRIVED:
      if (space == NULL) refuse("has no step beside ", rest);
      step.number = atol(rest);
      step.target = atol(space + 1);
      break;
    case CONNECT: case CONNECT_TLS: step.number = atol(rest); break;
    case NEXT: case JUMP: case OVER: step.target = atol(rest); break;
    default: break;
  }
  plan.steps = grown(plan.steps, plan.step_count, sizeof *plan.steps);
  plan.steps[plan.step_count++] = step;
}

static void add_part(char *rest) {
  char *end;
  struct part part = {.step = strtol(rest, &end, 10)};
  if (part.step < 0 || part.step >= plan.step_count) refuse("has no step ", rest);
  part.own = texts_of(end);
  plan.parts = grown(plan.parts, plan.part_count, sizeof *plan.parts);
  plan.parts[plan.part_count++] = part;
}

static void add_text(const char *rest) {
  const size_t text_length = strtoul(rest, NULL, 10);
  if (text_length >= length - at) refuse("ends within a text", "");
  plan.texts = grown(plan.texts, plan.text_count, sizeof *plan.texts);
  plan.texts[plan.text_count++] = (struct text){bytes + at, text_length};
  at += text_length + 1;
}

static void add_item(char *rest) {
  plan.items = grown(plan.items, plan.item_count, sizeof *plan.items);
  plan.items[plan.item_count++] = texts_of(rest);
}

struct plan read_plan(void) {
  read_all();
  plan.seconds = 1e9;
  while (at < length) {
    char *const line = bytes + at, *const end = memchr(line, '\n', length - at);
    if (end == NULL) refuse("ends within a line", "");
    *end = 0;
    at = end + 1 - bytes;
    char *const space = strchr(line, ' '), *const rest = space == NULL ? end : space + 1;
    if (space != NULL) *space = 0;
    if (strcmp(line, "text") == 0) add_text(rest);
    else if (strcmp(line, "item") == 0) add_item(rest);
    else if (strcmp(line, "seconds") == 0) plan.seconds = atof(rest);
    else if (strcmp(line, "play") == 0) add_part(rest);
    else add_step(line, rest);
  }
  for (int number = 0; number < plan.step_count; number += 1)
    if (plan.steps[number].target < 0 || plan.steps[number].target > plan.step_count) refuse("goes on at no step from ", step_names[plan.steps[number].kind]);
  if (plan.part_count == 0) refuse("has no connection", "");
  return plan;
}
