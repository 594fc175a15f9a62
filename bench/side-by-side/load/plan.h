/*
 * What a player plays. The plan comes on the standard input, whole, before the clock starts (plan.ts writes it). A line each:
 *
 *   text LENGTH           LENGTH bytes and a line end follow; known by its number, from 0
 *   item TEXT …           texts of one piece of work, which connections take from a common counter
 *   seconds SECONDS       after which `over` holds
 *   play STEP TEXT …      a connection that begins with that step, and the texts that are its own
 *   anything else         a step, known by its number, from 0:
 *
 *   connect PORT          connect-tls PORT: over TLS 1.3 with a full handshake
 *   send PIECE …          a text's number; iN: the N-th text of the item; oN: the N-th of the connection's own
 *   line TEXT             expects a line that begins with the text
 *   smtp CODE             expects a reply of SMTP with the code, of one line or more (RFC 5321 §4.2.1)
 *   lines TEXT            expects a reply of POP3 to the line with a period alone, if it begins with the text
 *   tagged TAG N          expects OK with the tag after whatever is untagged, and by then N literals at least since something
 *                         was sent: of a pipeline a server may give them before the OK of another command (RFC 9051 §5.5)
 *   answered TAG          the same, and NO is right too
 *   status TAG            the same as `tagged`, and MESSAGES of the STATUS is remembered; the first is the beginning
 *   close
 *   start, meet           wait until all connections have come so far; the clock runs from `start` on, else from the beginning
 *   stop                  it stops when the last connection has come here, or has ended
 *   next STEP             takes the next item, or goes on at the step when there is none left
 *   jump STEP             goes on at the step
 *   over STEP             goes on at the step when the seconds are over
 *   arrived COUNT STEP    unless all connections together remember so many more messages than in the beginning,
 *                         waits for 10 ms and goes on at the step
 */
#ifndef PLAN_H
#define PLAN_H
#include <stddef.h>

enum kind {
  CONNECT, CONNECT_TLS, SEND, LINE, SMTP, LINES, TAGGED, ANSWERED, STATUS,
  CLOSE, START, MEET, STOP, NEXT, JUMP, OVER, ARRIVED,
};

struct text { const char *bytes; size_t length; };
struct piece { char of; int number; }; /* of: 't' text, 'i' item, 'o' own */
struct list { int *numbers; int count; };
struct step {
  enum kind kind;
  long number, target;
  const char *word; /* what is expected begins with it */
  size_t word_length;
  struct piece *pieces;
  int piece_count;
};
struct part { int step; struct list own; }; /* of one connection */

struct plan {
  struct text *texts;
  struct list *items;
  struct step *steps;
  struct part *parts;
  int text_count, item_count, step_count, part_count;
  double seconds;
};

extern const char *const step_names[];

/* Ends the program with 1 and a sentence when there is no such plan. */
struct plan read_plan(void);

#endif
