#ifndef CSIP_CONFIG_H
#define CSIP_CONFIG_H

#include <csip/error.h>
#include <csip/platform.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One server to connect to (RFC 7118). */
typedef struct csip_socket_config {
    const char *url;           /**< ws:// or wss:// URL */
    unsigned weight;           /**< higher is preferred; equal weights are picked at random */
    const char *via_transport; /**< NULL: "WS" or "WSS" after the URL's scheme */
} csip_socket_config;

/** The longest text that a limit or a configuration parameter may have, octets. */
enum { CSIP_CONFIG_TEXT_MAX = 4096 };

/**
 * Configuration of a user agent.  Begin with csip_config_init(), which sets every default; then
 * NULL and NaN mean "the default".  Everything is copied by whoever takes it.
 */
typedef struct csip_config {
    const csip_socket_config *sockets; /**< mandatory, at least one */
    size_t socket_count;
    const char *uri;                /**< mandatory: SIP URI or AoR with a user; "sip:" is added */
    const char *password;           /**< UTF-8; never logged */
    const char *authorization_user; /**< default: the user of `uri` */
    const char *realm;              /**< the realm that `ha1` is for */
    const char *ha1;                /**< used in place of the password for `realm` */
    const char *authorization_jwt;  /**< the whole value of Authorization in every request */
    const char *display_name;
    const char *contact_uri;  /**< default sip:RANDOM8@RANDOM12.invalid;transport=ws */
    const char *instance_id;  /**< UUID, with or without "uuid:"; default random, version 4 */
    bool use_preloaded_route; /**< default false */
    bool auto_register;       /**< register on connect, default true (JsSIP's `register`) */
    bool session_timers;      /**< RFC 4028, default true */
    const char
        *session_timers_refresh_method;  /**< "UPDATE" or "INVITE", any case; default UPDATE */
    bool session_timers_force_refresher; /**< ask to refresh ourselves in calls; default false */
    double no_answer_timeout;            /**< seconds > 0, default 60 */
    double register_expires;             /**< seconds ≥ 0, default 600; 0: no Expires is sent */
    const char *registrar_server; /**< SIP URI without user, default: `uri` without its user */
    double connection_recovery_min_interval; /**< seconds > 0, default 2 */
    double connection_recovery_max_interval; /**< seconds > 0, default 30 */
    const char *user_agent;                  /**< default "CSIP VERSION" */
    const char *const *extra_headers;        /**< whole lines without CRLF, in every message */
    size_t extra_header_count;
    bool refuse_md5;            /**< ignore MD5 challenges (RFC 8760); default false */
    unsigned max_sessions;      /**< live at a time, further INVITEs get 486; 0: default 64 */
    unsigned max_messages;      /**< MESSAGE and OPTIONS under way; 0: default 1024 */
    unsigned max_subscriptions; /**< of both roles, further SUBSCRIBEs get 503; 0: default 256 */
    unsigned subscription_min_expires; /**< seconds, default 0; what asks for less gets 423, unless
                                            it asks for an hour or more (RFC 6665 4.2.1.1) */
    unsigned subscription_max_expires; /**< seconds; more is cut to it; 0: default 86400 */
    unsigned max_transactions;         /**< more requests get 503; 0: default 4096 */
} csip_config;

/** Which parameter was wrong, with its value.  A secret's value is never kept. */
typedef struct csip_config_problem {
    char parameter[48];
    char value[128]; /**< cut; empty when missing or secret */
    char reason[128];
} csip_config_problem;

/** Set every default.  @since 0.1 */
void csip_config_init(csip_config *config);

#ifdef __cplusplus
}
#endif

#endif
