#ifndef CSIP_WEBSOCKET_URL_H
#define CSIP_WEBSOCKET_URL_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

enum {
    CSIP__WS_HOST_MAX = 110, /* libwebsockets cuts a Host header of more than 120 octets */
    CSIP__WS_PATH_MAX = 1024,
};

/** A ws:// or wss:// URL (RFC 6455 section 3), ready for use. */
typedef struct csip__ws_url {
    bool is_secure;
    bool is_ipv6; /* the host is an IPv6 address, kept without brackets */
    uint16_t port;
    char host[CSIP__WS_HOST_MAX + 1];
    char authority[CSIP__WS_HOST_MAX + 9]; /* the Host header: no port when it is the default */
    char path[CSIP__WS_PATH_MAX + 1];      /* with the query */
} csip__ws_url;

/**
 * @param ret_reason  set on failure: what is wrong, to stand behind "URL: "
 * @return CSIP_OK; CSIP_ERROR_ARGUMENT
 */
CSIP_MUST_USE csip_error csip__ws_url_parse(const char *text, csip__ws_url *ret_url,
                                            const char **ret_reason);

#endif
