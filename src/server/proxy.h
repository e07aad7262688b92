#ifndef CSIP_SERVER_PROXY_H
#define CSIP_SERVER_PROXY_H

#include "base/buf.h"
#include "server/account.h"
#include "server/flow.h"
#include "server/token.h"

/**
 * Registrar and stateless proxy without sockets: messages in, messages out through `send`.
 * Nothing is kept between two messages but the accounts' bindings.
 */
typedef struct csip__proxy {
    const csip_platform *platform;
    const csip_server_config *config; /* outlives the proxy */
    csip__accounts accounts;
    csip__flows flows;
    csip__mac mac;
    csip__buf out; /* the message being written */
    csip_server_counters counters;
    unsigned failures;       /* wrong credentials lately, of all flows */
    uint64_t failures_at_ms; /* when they were counted last */
    /** One whole message on a flow; false: it could not be queued. */
    bool (*send)(csip__flow *flow, csip_str octets, bool is_binary);
} csip__proxy;

/** One message on its way through the proxy. */
typedef struct csip__visit {
    csip__proxy *proxy;
    csip__flow *flow; /* the one it came on */
    const csip_message *message;
    uint64_t now_ms;
    bool is_binary;
    bool has_route; /* the topmost Route is ours and will be removed */
    csip_str route; /* … its user part */
} csip__visit;

/** `config` was checked; the users that it names are read now.  `send` is the caller's to set. */
CSIP_MUST_USE csip_error csip__proxy_init(csip__proxy *proxy, const csip_platform *platform,
                                          const csip_server_config *config,
                                          csip_config_problem *problem);
void csip__proxy_done(csip__proxy *proxy);

/** One whole WebSocket message. */
void csip__proxy_receive(csip__proxy *proxy, csip__flow *flow, csip_str octets, bool is_binary,
                         uint64_t now_ms);

/** A connection opened; false: too many. */
bool csip__proxy_open(csip__proxy *proxy, csip__flow *flow);
void csip__proxy_close(csip__proxy *proxy, csip__flow *flow);

void csip__proxy_log(const csip__proxy *proxy, csip_log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- parts, a file each ---- */

/** Is this host (and port, 0: none) one of ours? */
bool csip__proxy_is_ours(const csip__visit *visit, csip_str host);

/** Answer by ourselves; `headers` are whole lines with CRLF (reply.c). */
void csip__reply(const csip__visit *visit, uint16_t status, csip_str headers);

/** The topmost Via with `received` and `rport` (RFC 3261 18.2.1, RFC 3581), then the others. */
void csip__put_vias(csip__buf *out, const csip__visit *visit);

/** Send the request on to `to` with this Request-URI (forward.c). */
void csip__forward_request(const csip__visit *visit, csip__flow *to, csip_str request_uri);
void csip__forward_response(const csip__visit *visit);

/**
 * The account whose credentials the request carries, or NULL after a challenge was sent
 * (challenge.c).  REGISTER is challenged by 401, everything else by 407.
 */
csip__account *csip__authenticate(const csip__visit *visit, const csip_name_addr *identity);

/** REGISTER (registrar.c). */
void csip__register(const csip__visit *visit);

#endif
