#ifndef CSIP_BASE_SETTINGS_H
#define CSIP_BASE_SETTINGS_H

#include <csip/str.h>

#include <stddef.h>
#include <stdint.h>

/** One server, checked and split. */
typedef struct csip__server {
    csip_str url;
    csip_str via_transport;
    csip_str route; /* a whole header line */
    unsigned weight;
} csip__server;

/** A configuration, checked and completed; every slice is owned by whoever made it. */
typedef struct csip__settings {
    csip__server *servers;
    size_t server_count;
    csip_str user;   /* of the address-of-record, normalised */
    csip_str domain; /* host and port of it */
    csip_str aor;    /* "sip:USER@DOMAIN" */
    csip_str display_name;
    csip_str password;
    csip_str authorization_user;
    csip_str realm;
    csip_str ha1;
    csip_str jwt;
    csip_str contact_uri;
    csip_str contact_user;
    csip_str via_host;
    csip_str instance; /* "urn:uuid:…" */
    csip_str registrar;
    csip_str user_agent;
    csip_str extra_headers;  /* whole lines, each with its CRLF */
    csip_str call_id_prefix; /* tells requests that this agent sent itself */
    uint64_t no_answer_ms;
    uint64_t recovery_min_ms;
    uint64_t recovery_max_ms;
    uint32_t register_expires; /* seconds; 0: none is sent */
    uint32_t max_transactions;
    uint32_t max_sessions;
    uint32_t max_messages;
    uint32_t max_subscriptions;
    uint32_t subscription_min_expires; /* seconds; a shorter one is refused with 423 */
    uint32_t subscription_max_expires; /* seconds; a longer one is granted this */
    bool auto_register;
    bool use_preloaded_route;
    bool refuse_md5;
    bool session_timers;
    bool refresh_by_invite;
    bool force_refresher;
} csip__settings;

#endif
