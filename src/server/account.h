#ifndef CSIP_SERVER_ACCOUNT_H
#define CSIP_SERVER_ACCOUNT_H

#include <csip/server.h>

/** Where an account can be reached: one binding, the newest (RFC 3261 10.3). */
typedef struct csip__binding {
    uint64_t flow;          /* 0: none */
    uint64_t expires_at_ms; /* monotonic */
    uint32_t cseq;
    char *call_id; /* start of the one allocation that holds the three texts */
    csip_str uri;
    csip_str params; /* of the Contact, without `expires` */
} csip__binding;

typedef struct csip__account {
    char *name; /* unescaped; start of the one allocation that holds name and secret */
    char *password;
    char *ha1;
    csip_hash ha1_hash; /* the algorithm that `ha1` is for */
    csip__binding binding;
} csip__account;

/** The accounts of the domain, sorted by name. */
typedef struct csip__accounts {
    csip__account *list;
    size_t count;
    size_t cap;
} csip__accounts;

enum {
    CSIP__ACCOUNTS_MAX = 65536,
    CSIP__ACCOUNT_TEXT_MAX = 256, /* name, realm, password, each */
    CSIP__BINDING_TEXT_MAX = 2048 /* Call-ID, URI and parameters together */
};

/** Fill from the configuration: the users given, then the file's. */
csip_error csip__accounts_init(csip__accounts *accounts, const csip_server_config *config,
                               csip_config_problem *problem);
void csip__accounts_done(csip__accounts *accounts);

/** By the plain name.  NULL: unknown. */
csip__account *csip__accounts_find_name(const csip__accounts *accounts, csip_str name);

/** By the user part of a URI, escapes resolved (RFC 3261 19.1.4).  NULL: unknown. */
csip__account *csip__accounts_find(const csip__accounts *accounts, csip_str uri_user);

/** The account whose live binding has this Contact (user, host and port), or NULL. */
csip__account *csip__accounts_find_contact(const csip__accounts *accounts, const csip_uri *uri,
                                           uint64_t now_ms);

/** Forget the bindings of a connection that closed.  Returns how many there were. */
size_t csip__accounts_forget_flow(csip__accounts *accounts, uint64_t flow);

bool csip__binding_is_live(const csip__binding *binding, uint64_t now_ms);

typedef struct csip__binding_terms {
    uint64_t flow;
    uint64_t expires_at_ms;
    uint32_t cseq;
    csip_str call_id;
    const csip_name_addr *contact;
} csip__binding_terms;

/** CSIP_ERROR_LIMIT: longer than CSIP__BINDING_TEXT_MAX; CSIP_ERROR_NOMEM. */
CSIP_MUST_USE csip_error csip__binding_set(csip__binding *binding,
                                           const csip__binding_terms *terms);
void csip__binding_clear(csip__binding *binding);

/** The users file (users.c). */
csip_error csip__users_read(csip__accounts *accounts, const char *path, const char *realm,
                            csip_config_problem *problem);
/** One account more.  `reason` (static) is set on CSIP_ERROR_CONFIG. */
csip_error csip__accounts_add(csip__accounts *accounts, const csip_server_user *user,
                              const char *realm, const char **reason);

#endif
