#include "ua/agent.h"

#include "base/str.h"
#include "sip/uri.h"

/* RFC 3261 18.3: a body shorter than Content-Length is an error; a longer one has been cut. */
static uint16_t check_length(const csip_agent *agent, const csip_message *request)
{
    (void)agent;
    uint32_t length;
    return csip_message_number(request, CSIP_HEADER_CONTENT_LENGTH, &length) == CSIP_OK &&
                   length > request->body.len
               ? 400
               : 0;
}

/* RFC 3261 8.2.2.1 */
static uint16_t check_scheme(const csip_agent *agent, const csip_message *request)
{
    (void)agent;
    return csip_str_equal_nocase(request->request_uri.scheme, CSIP_STR("sip")) ? 0 : 416;
}

/* In a dialog the Request-URI is the Contact that we gave, which may be an anonymous one. */
static uint16_t check_user(const csip_agent *agent, const csip_message *request)
{
    csip_str user = request->request_uri.user;
    return request->to.tag.ptr || csip_str_equal(user, agent->settings.user) ||
                   csip_str_equal(user, agent->settings.contact_user)
               ? 0
               : 404;
}

/* A request of our own that comes back: the account called itself. */
static uint16_t check_loop(const csip_agent *agent, const csip_message *request)
{
    return !request->to.tag.ptr &&
                   csip__str_starts_with(request->call_id, agent->settings.call_id_prefix)
               ? 482
               : 0;
}

/* RFC 3261 8.2.2.2 */
static uint16_t check_merged(const csip_agent *agent, const csip_message *request)
{
    return csip__server_is_merged(&agent->uac.transactions, request) ? 482 : 0;
}

bool csip__sanity_is_supported(const csip_agent *agent, csip_str option)
{
    static const csip_str options[] = {
        {"outbound", 8}, {"gruu", 4}, {"ice", 3}, {"path", 4}, {"replaces", 8}};
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
        if (csip_str_equal_nocase(option, options[i]))
            return true;
    }
    return agent->settings.session_timers && csip_str_equal_nocase(option, CSIP_STR("timer"));
}

/* RFC 3261 8.2.2.3: not looked at in ACK and CANCEL. */
static uint16_t check_require(const csip_agent *agent, const csip_message *request)
{
    csip_list_cursor cursor = {0};
    csip_str option;
    if (request->method == CSIP_METHOD_ACK || request->method == CSIP_METHOD_CANCEL)
        return 0;
    while (csip_message_next_element(request, CSIP_HEADER_REQUIRE, &cursor, &option)) {
        if (!csip__sanity_is_supported(agent, option))
            return 420;
    }
    return 0;
}

/* RFC 3891 3: once, and in an INVITE. */
static uint16_t check_replaces(const csip_agent *agent, const csip_message *request)
{
    (void)agent;
    bool is_invite = request->method == CSIP_METHOD_INVITE;
    return csip_message_header(request, CSIP_HEADER_REPLACES, is_invite) &&
                   request->method != CSIP_METHOD_ACK
               ? 400
               : 0;
}

uint16_t csip__sanity_check(const csip_agent *agent, const csip_message *request)
{
    static uint16_t (*const checks[])(const csip_agent *, const csip_message *) = {
        check_length, check_scheme,  check_loop,     check_user,
        check_merged, check_require, check_replaces,
    };
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        uint16_t status = checks[i](agent, request);
        if (status)
            return status;
    }
    return 0;
}
