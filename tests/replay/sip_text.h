#ifndef CSIP_REPLAY_SIP_TEXT_H
#define CSIP_REPLAY_SIP_TEXT_H

#include "pool.h"

#include <stdbool.h>

/*
 * Messages as text, read by other code than the library's: what is compared must not be judged by
 * what is tested.
 */

enum { SIP_TEXT_FIELDS_MAX = 64 };

typedef struct sip_field {
    const char *name; /* long form */
    const char *value;
} sip_field;

typedef struct sip_text {
    const char *first;
    const char *method; /* of the request, or of a response's CSeq */
    unsigned status;    /* 0: a request */
    sip_field fields[SIP_TEXT_FIELDS_MAX];
    size_t field_count;
    const char *body;
    size_t body_len;
} sip_text;

/** @return false: no SIP message (keep-alives, garbage) */
bool sip_text_read(pool *p, const char *octets, size_t len, sip_text *ret_message);
/** Value of the n-th field of that name, or NULL. */
const char *sip_text_value(const sip_text *message, const char *name, size_t n);
/** Value of `;name=` or a Digest's `name=`, without quotes; NULL: none. */
char *sip_text_param(pool *p, const char *value, const char *name);
/** Number of the CSeq, -1: none. */
long sip_text_cseq(const sip_text *message);
/** White space and order of parameters taken out. */
char *sip_text_normal(pool *p, const char *value);
/** "audio sendrecv, video rejected": kinds and directions of a description. */
char *sip_text_directions(pool *p, const char *sdp, size_t len);
/** "INVITE", "200/INVITE", "<CRLF>". */
char *sip_text_title(pool *p, const char *octets, size_t len);

#endif
