/**
 * Measures one SIP stack.
 *
 * Usage: bench-STACK check CORPUS              print what was read and written, to be compared
 *        bench-STACK parse|write|digest CORPUS SECONDS    nanoseconds and allocations a message
 *        bench-STACK parse|write|digest CORPUS -ROUNDS    so many rounds, for callgrind
 * CORPUS is a folder of SIP messages.
 */
#include "allocations.h"
#include "corpus.h"
#include "stack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static corpus messages;
static values given;
static char output[OUTPUT_MAX];

static void use_nothing(const reading *r)
{
    (void)r;
}

/* Up to one of `ends`. */
static void print_text(value v, const char *ends)
{
    size_t len = 0;
    if (v.ptr) {
        len = v.len == C_STRING ? strlen(v.ptr) : (size_t)v.len;
        for (size_t i = 0; i < len; i++) {
            len = strchr(ends, v.ptr[i]) ? i : len;
        }
    }
    printf("%.*s", (int)len, v.ptr ? v.ptr : "");
}

static void print_value(const char *name, value v)
{
    printf("%s=", name);
    print_text(v, "");
    printf("\n");
}

/* A value that some stacks have in two. */
static void print_halves(const char *name, value v, char separator, value rest)
{
    printf("%s=", name);
    print_text(v, "; ");
    if (rest.ptr) {
        printf("%c", separator);
        print_text(rest, "; ");
    }
    printf("\n");
}

static void print_hosts(const char *name, const hosts *list)
{
    for (size_t i = 0; i < list->count; i++) {
        print_value(name, list->host[i]);
    }
}

static void use_print(const reading *r)
{
    if (r->status > 0) {
        printf("status=%d\n", r->status);
    } else {
        print_value("method", r->method);
        print_value("uri-host", r->uri_host);
    }
    print_hosts("via", &r->via);
    print_value("branch", r->branch);
    print_value("from-tag", r->from_tag);
    print_value("to-tag", r->to_tag);
    print_halves("call-id", r->call_id, '@', r->call_id_host);
    printf("cseq=%lu\n", r->cseq);
    print_value("cseq-method", r->cseq_method);
    print_hosts("contact", &r->contact);
    print_hosts("record-route", &r->record_route);
    print_hosts("route", &r->route);
    print_halves("content-type", r->content_type, '/', r->content_subtype);
    printf("content-length=%ld\nbody=%zu\n", r->content_length, r->body_len);
}

void (*reading_use)(const reading *r) = use_nothing;

static void parse_all(void)
{
    for (size_t i = 0; i < messages.count; i++) {
        stack_read(messages.octets[i], messages.len[i]);
    }
}

static void write_one(void)
{
    stack_write(&given, output);
}

static void digest_one(void)
{
    stack_digest(&given, output);
}

/* Callgrind counts from here down only. */
__attribute__((noinline)) static void measured(void (*round)(void), long rounds)
{
    for (long i = 0; i < rounds; i++) {
        round();
        __asm__ volatile("" ::: "memory");
    }
}

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Rounds enough for about `seconds`, then one line: nanoseconds, allocations and octets each. */
static void measure_time(void (*round)(void), size_t per_round, double seconds)
{
    long rounds = 1;
    double took = 0;
    allocations before = {0};
    while (took < seconds / 4) {
        rounds *= 2;
        before = allocations_made();
        double begin = now_seconds();
        measured(round, rounds);
        took = now_seconds() - begin;
    }
    rounds = (long)((double)rounds * seconds / took) + 1;
    before = allocations_made();
    double begin = now_seconds();
    measured(round, rounds);
    took = now_seconds() - begin;
    allocations after = allocations_made();
    double count = (double)rounds * (double)per_round;
    printf("%.2f %.2f %.1f\n", took * 1e9 / count, (double)(after.calls - before.calls) / count,
           (double)(after.octets - before.octets) / count);
}

static int check(void)
{
    reading_use = use_print;
    for (size_t i = 0; i < messages.count; i++) {
        printf("message=%zu\n", i + 1);
        stack_read(messages.octets[i], messages.len[i]);
    }
    size_t len = stack_write(&given, output);
    printf("write=%zu\n", len);
    if (len > 0) {
        stack_read(output, len);
    }
    printf("digest=%.*s\n", (int)stack_digest(&given, output), output);
    return 0;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*round)(void);
    } works[] = {{"parse", parse_all}, {"write", write_one}, {"digest", digest_one}};
    if (argc < 3 || !corpus_load(argv[2], &messages)) {
        fprintf(stderr, "usage: %s check|parse|write|digest CORPUS [SECONDS|-ROUNDS]\n", argv[0]);
        return 2;
    }
    given = corpus_values(&messages);
    const char *version = stack_init(&given);
    if (strcmp(argv[1], "check") == 0) {
        printf("version=%s\n", version);
        return check();
    }
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        if (strcmp(argv[1], works[i].name) == 0) {
            double amount = argc > 3 ? atof(argv[3]) : 1;
            works[i].round(); /* what is done once only is not measured */
            if (amount < 0) {
                measured(works[i].round, (long)-amount);
            } else {
                measure_time(works[i].round, i == 0 ? messages.count : 1, amount);
            }
            return 0;
        }
    }
    return 2;
}
