#include "server/proxy.h"

#include "base/str.h"

/* What one REGISTER asks for. */
typedef struct csip__registration {
    csip__account *account;
    csip_name_addr contact; /* of the element being looked at */
    uint32_t expires_s;
    bool has_expires; /* the header field */
} csip__registration;

/* RFC 3261 10.3 step 8: the bindings that are, with what is left of them. */
static void reply_with_binding(const csip__visit *visit, const csip__account *account)
{
    const csip__binding *binding = &account->binding;
    char text[CSIP__BINDING_TEXT_MAX + 64];
    csip__buf lines;
    csip__buf_init_fixed(&lines, text, sizeof text);
    if (csip__binding_is_live(binding, visit->now_ms)) {
        CSIP__BUF_PUT(&lines, CSIP_STR("Contact: <"), binding->uri, CSIP_STR(">"), binding->params,
                      CSIP_STR(";expires="));
        csip__buf_uint(&lines, (binding->expires_at_ms - visit->now_ms + 999) / 1000);
        CSIP__BUF_LIT(&lines, "\r\n");
    }
    csip__reply(visit, 200, csip__buf_get(&lines));
}

static void clear_binding(const csip__visit *visit, csip__account *account)
{
    if (account->binding.flow != 0) {
        visit->proxy->counters.bindings--;
        csip__proxy_log(visit->proxy, CSIP_LOG_INFO, "%s is no longer registered", account->name);
    }
    csip__binding_clear(&account->binding);
}

/* RFC 3261 10.3 step 7: an older request of the same call changes nothing. */
static bool is_stale(const csip__visit *visit, const csip__binding *binding)
{
    return binding->flow != 0 &&
           csip_str_equal(csip_str_from(binding->call_id), visit->message->call_id) &&
           visit->message->cseq <= binding->cseq;
}

/* False: the Contact's own time is no number of seconds (RFC 3261 20.10, 20.19). */
static bool read_expires(const csip__visit *visit, const csip__registration *wish,
                         uint32_t *ret_expires_s)
{
    csip_str text;
    uint64_t value = wish->has_expires ? wish->expires_s : visit->proxy->config->default_expires_s;
    if (csip_param_find(wish->contact.params, CSIP_STR("expires"), &text) &&
        !csip__str_to_uint(text, UINT32_MAX, &value)) {
        return false;
    }
    *ret_expires_s = (uint32_t)value;
    return true;
}

static bool is_sip(const csip_uri *uri)
{
    return csip_str_equal_nocase(uri->scheme, CSIP_STR("sip")) ||
           csip_str_equal_nocase(uri->scheme, CSIP_STR("sips"));
}

/* RFC 3261 10.3 step 7: all of them or none, so each is looked at before one is bound. */
static bool are_contacts_usable(const csip__visit *visit, csip__registration *wish)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    uint32_t expires_s;
    while (csip_message_next_element(visit->message, CSIP_HEADER_CONTACT, &cursor, &element)) {
        if (csip_name_addr_parse(element, &wish->contact) != CSIP_OK) {
            return false;
        }
        if (wish->contact.is_star) {
            if (!wish->has_expires || wish->expires_s != 0) { /* RFC 3261 10.3 step 6 */
                return false;
            }
        } else if (!is_sip(&wish->contact.uri) || !read_expires(visit, wish, &expires_s)) {
            return false;
        }
    }
    return true;
}

/* False: answered already. */
static bool bind_contact(const csip__visit *visit, const csip__registration *wish,
                         uint32_t expires_s)
{
    const csip_server_config *config = visit->proxy->config;
    csip__binding *binding = &wish->account->binding;
    bool is_new = binding->flow == 0;
    if (expires_s < config->min_expires_s) {
        char text[64];
        csip__buf line;
        csip__buf_init_fixed(&line, text, sizeof text);
        CSIP__BUF_LIT(&line, "Min-Expires: ");
        csip__buf_uint(&line, config->min_expires_s);
        CSIP__BUF_LIT(&line, "\r\n");
        csip__reply(visit, 423, csip__buf_get(&line));
        return false;
    }
    if (expires_s > config->max_expires_s) {
        expires_s = config->max_expires_s;
    }
    csip_error error =
        csip__binding_set(binding, &(csip__binding_terms){
                                       .flow = visit->flow->id,
                                       .expires_at_ms = visit->now_ms + 1000 * (uint64_t)expires_s,
                                       .cseq = visit->message->cseq,
                                       .call_id = visit->message->call_id,
                                       .contact = &wish->contact,
                                   });
    if (error != CSIP_OK) {
        csip__reply(visit, error == CSIP_ERROR_LIMIT ? 400 : 500, (csip_str){0});
        return false;
    }
    if (is_new) {
        visit->proxy->counters.bindings++;
        csip__proxy_log(visit->proxy, CSIP_LOG_INFO, "%s is registered", wish->account->name);
    }
    return true;
}

/* Each Contact in turn; a later one replaces an earlier one.  False: answered already. */
static bool apply_contacts(const csip__visit *visit, csip__registration *wish)
{
    csip_list_cursor cursor = {0};
    csip_str element;
    while (csip_message_next_element(visit->message, CSIP_HEADER_CONTACT, &cursor, &element)) {
        uint32_t expires_s;
        if (csip_name_addr_parse(element, &wish->contact) != CSIP_OK ||
            !read_expires(visit, wish, &expires_s)) {
            continue; /* cannot be: each was looked at before */
        }
        if (wish->contact.is_star) {
            clear_binding(visit, wish->account);
        } else if (expires_s == 0) {
            csip_uri known;
            if (wish->account->binding.flow != 0 &&
                csip_uri_parse(wish->account->binding.uri, &known) == CSIP_OK &&
                csip_uri_equal(&known, &wish->contact.uri)) {
                clear_binding(visit, wish->account);
            }
        } else if (!bind_contact(visit, wish, expires_s)) {
            return false;
        }
    }
    return true;
}

void csip__register(const csip__visit *visit)
{
    const csip_message *request = visit->message;
    csip__registration wish = {0};
    if (!csip__proxy_is_ours(visit, request->to.uri.host)) {
        csip__reply(visit, 404, (csip_str){0});
        return;
    }
    wish.account = csip__authenticate(visit, &request->to);
    if (!wish.account) {
        return;
    }
    if (is_stale(visit, &wish.account->binding)) {
        csip__reply(visit, 500, (csip_str){0});
        return;
    }
    if (csip_message_value(request, CSIP_HEADER_EXPIRES).ptr) {
        wish.has_expires =
            csip_message_number(request, CSIP_HEADER_EXPIRES, &wish.expires_s) == CSIP_OK;
    }
    if (!are_contacts_usable(visit, &wish)) {
        csip__reply(visit, 400, (csip_str){0});
    } else if (apply_contacts(visit, &wish)) {
        reply_with_binding(visit, wish.account);
    }
}
