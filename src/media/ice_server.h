#ifndef CSIP_MEDIA_ICE_SERVER_H
#define CSIP_MEDIA_ICE_SERVER_H

#include <csip/media.h>

/** A STUN or TURN URL taken apart (RFC 7064, RFC 7065). */
typedef struct csip__ice_url {
    bool is_turn;
    bool is_tcp;    /* TURN: ?transport=tcp */
    uint16_t port;  /* 3478 when not said */
    char host[256]; /* name or address, without brackets */
} csip__ice_url;

/** PARSE: no such URL; UNSUPPORTED: over TLS. */
CSIP_MUST_USE csip_error csip__ice_url_parse(csip_str text, csip__ice_url *ret_url);

#endif
