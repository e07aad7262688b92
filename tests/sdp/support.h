#ifndef CSIP_TESTS_SDP_SUPPORT_H
#define CSIP_TESTS_SDP_SUPPORT_H

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sdp/jsep.h"

/** A platform of a test: counted blocks, a seeded generator, allocations that can fail. */
struct support {
    csip_platform platform;
    size_t block_count;
    size_t allocation_count;
    size_t fail_at; /* the allocation that fails, from 1; 0: none */
    uint32_t seed;
};

void support_init(struct support *support, uint32_t seed);

/** A transport of ours with one host and one mDNS candidate, gathered. */
csip__jsep_transport support_transport(void);
/** The same for the other end. */
csip__jsep_transport support_other_transport(void);

bool support_contains(csip_str text, const char *part);
/** How often `part` stands in `text`. */
size_t support_count(csip_str text, const char *part);
/** Copy a slice into NUL-terminated storage of `size`. */
csip_str support_keep(csip_str text, char *storage, size_t size);
/** `text` with the first `from` replaced by `to`, into storage of `size`. */
csip_str support_replace(const char *text, const char *from, const char *to, char *storage,
                         size_t size);

/** Descriptions as browsers write them. */
extern const char support_chrome_offer[];  /* audio and video, trickled */
extern const char support_chrome_answer[]; /* to an offer of ours of audio and video */
extern const char support_firefox_offer[]; /* audio, video and data */

#endif
