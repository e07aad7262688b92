#ifndef CSIP_BENCH_STACK_H
#define CSIP_BENCH_STACK_H

#include <stddef.h>

/**
 * What every measured SIP stack does.  One program is made of main.c and one of the files
 * stack_*.c; so each stack runs in a process of its own on exactly the same work.
 */

enum {
    ELEMENTS_MAX = 8,
    OUTPUT_MAX = 16384,
    C_STRING = -1, /* as a length: up to the NUL, so that no stack pays for a length it lacks */
};

/** A value where the stack has it; ptr NULL: absent. */
typedef struct value {
    const char *ptr;
    ptrdiff_t len;
} value;

typedef struct hosts {
    size_t count;
    value host[ELEMENTS_MAX];
} hosts;

/** All that a dialog needs of a message. */
typedef struct reading {
    int status;   /* 0: a request */
    value method; /* requests */
    value uri_host;
    hosts via;
    value branch; /* of the topmost Via */
    value from_tag;
    value to_tag;
    value call_id;
    value call_id_host; /* what a stack has apart, behind the '@'; ptr NULL: not apart */
    unsigned long cseq;
    value cseq_method;
    hosts contact;
    hosts record_route;
    hosts route;
    value content_type;    /* parameters do not count */
    value content_subtype; /* when a stack has it apart; ptr NULL: not apart */
    long content_length;
    size_t body_len;
} reading;

/** An INVITE as values, and the answer to a challenge. */
typedef struct values {
    const char *sent_by;
    const char *branch;
    const char *request_uri;
    const char *to_name;
    const char *to_uri;
    const char *from_name;
    const char *from_uri;
    const char *from_tag;
    const char *call_id;
    unsigned cseq;
    const char *contact_uri;
    const char *allow;
    const char *supported;
    const char *session_expires;
    const char *user_agent;
    const char *content_type;
    const char *sdp;
    size_t sdp_len;
    const char *challenge; /* value of WWW-Authenticate */
    const char *user;
    const char *password;
    const char *realm;
    const char *auth_method;
    const char *auth_uri;
} values;

static inline value c_string(const char *text)
{
    return (value){text, C_STRING};
}

/** Called with what was read, before it is released. */
extern void (*reading_use)(const reading *r);

static inline void hosts_add(hosts *list, const char *ptr, ptrdiff_t len)
{
    if (list->count < ELEMENTS_MAX) {
        list->host[list->count++] = (value){ptr, len};
    }
}

/** Prepares whatever lives as long as a program that uses the stack.  @return its version */
const char *stack_init(const values *v);

/** Parses one message, reads its fields, hands them to reading_use and releases it all. */
void stack_read(const char *octets, size_t len);

/** The INVITE into `out`.  @return its length; 0: this stack was not asked */
size_t stack_write(const values *v, char *out);

/** Answers the challenge with MD5 and qop=auth, from the password on: the header into `out`. */
size_t stack_digest(const values *v, char *out);

#endif
