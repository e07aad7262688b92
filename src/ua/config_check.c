#include "ua/config.h"

#include "sip/chars.h"
#include "sip/target.h"
#include "sip/uri.h"
#include "sip/write.h"
#include "ua/transport.h"

/** The texts of a configuration and what they must be; absent ones are fine unless mandatory. */
typedef struct rule {
    const char *parameter;
    size_t offset;
    bool (*is_good)(csip_str text);
    const char *reason;
    bool is_mandatory;
    bool is_secret;
} rule;

static void put(char *out, size_t size, csip_str text)
{
    size_t len = text.len < size ? text.len : size - 1;
    if (len > 0)
        memcpy(out, text.ptr, len);
    out[len] = '\0';
}

static csip_error problem(csip_config_problem *ret, const char *parameter, csip_str value,
                          const char *reason)
{
    if (ret) {
        put(ret->parameter, sizeof(ret->parameter), csip_str_from(parameter));
        put(ret->value, sizeof(ret->value), value);
        put(ret->reason, sizeof(ret->reason), csip_str_from(reason));
    }
    return CSIP_ERROR_CONFIG;
}

bool csip__url_parse(csip_str text, csip__url *ret_url)
{
    csip__url url = {.is_secure = csip__str_starts_with_nocase(text, CSIP_STR("wss://"))};
    if (!url.is_secure && !csip__str_starts_with_nocase(text, CSIP_STR("ws://")))
        return false;
    csip_str rest = csip__str_skip(text, url.is_secure ? 6 : 5);
    csip_str host;
    uint16_t port;
    const char *end = csip__hostport_parse(rest.ptr, rest.ptr + rest.len, &host, &port);
    if (!end || host.len == 0)
        return false;
    if (end != rest.ptr + rest.len && *end != '/' && *end != '?')
        return false;
    for (const char *at = end; at < rest.ptr + rest.len; at++) {
        if (*at <= ' ' || *at == 0x7f)
            return false;
    }
    url.authority = csip__str_between(rest.ptr, end);
    *ret_url = url;
    return true;
}

static bool is_line(csip_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
            return false;
    }
    return true;
}

static size_t utf8_length(const char *at, size_t left)
{
    unsigned char c = (unsigned char)*at;
    size_t len = c < 0x80                ? 1
                 : c >= 0xc2 && c < 0xe0 ? 2
                 : c >= 0xe0 && c < 0xf0 ? 3
                 : c >= 0xf0 && c < 0xf5 ? 4
                                         : 0;
    if (len > left)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if (((unsigned char)at[i] & 0xc0) != 0x80)
            return 0;
    }
    return len;
}

static bool is_utf8(csip_str text)
{
    size_t i = 0;
    while (i < text.len) {
        size_t len = utf8_length(text.ptr + i, text.len - i);
        if (len == 0)
            return false;
        i += len;
    }
    return true;
}

static bool is_sip_uri(csip_str text, csip_uri *ret_uri)
{
    return csip_uri_parse(text, ret_uri) == CSIP_OK &&
           csip_str_equal_nocase(ret_uri->scheme, CSIP_STR("sip"));
}

static bool is_account(csip_str text)
{
    char storage[CSIP_CONFIG_TEXT_MAX];
    csip__buf buf;
    const char *wrong;
    csip_uri uri;
    csip__buf_init_fixed(&buf, storage, sizeof(storage));
    return csip__uri_normalize(&buf, text, &wrong) == CSIP_OK &&
           is_sip_uri(csip__buf_get(&buf), &uri) && uri.user.len > 0;
}

static bool is_contact(csip_str text)
{
    csip_uri uri;
    return is_sip_uri(text, &uri) && uri.user.len > 0;
}

static bool is_registrar(csip_str text)
{
    char storage[CSIP_CONFIG_TEXT_MAX];
    csip__buf buf;
    const char *wrong;
    csip_uri uri;
    csip__buf_init_fixed(&buf, storage, sizeof(storage));
    return csip__uri_normalize(&buf, text, &wrong) == CSIP_OK &&
           is_sip_uri(csip__buf_get(&buf), &uri) && !uri.user.ptr;
}

static bool is_hash(csip_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (csip__char_hex(text.ptr[i]) < 0)
            return false;
    }
    return text.len == 32 || text.len == 64;
}

csip_str csip__uuid_of(csip_str text)
{
    if (csip__str_starts_with_nocase(text, CSIP_STR("urn:")))
        text = csip__str_skip(text, 4);
    return csip__str_starts_with_nocase(text, CSIP_STR("uuid:")) ? csip__str_skip(text, 5) : text;
}

static bool is_uuid(csip_str text)
{
    csip_str uuid = csip__uuid_of(text);
    for (size_t i = 0; i < uuid.len; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? uuid.ptr[i] != '-' : csip__char_hex(uuid.ptr[i]) < 0)
            return false;
    }
    return uuid.len == 36;
}

static bool is_refresh_method(csip_str text)
{
    return csip_str_equal_nocase(text, CSIP_STR("UPDATE")) ||
           csip_str_equal_nocase(text, CSIP_STR("INVITE"));
}

#define FIELD(name) #name, offsetof(csip_config, name)
static const rule rules[] = {
    {FIELD(uri), is_account, "a SIP URI with a user is needed", .is_mandatory = true},
    {FIELD(password), is_utf8, "not UTF-8", .is_secret = true},
    {FIELD(authorization_user), is_line, "control characters"},
    {FIELD(realm), is_line, "control characters"},
    {FIELD(ha1), is_hash, "32 or 64 hexadecimal digits are needed", .is_secret = true},
    {FIELD(authorization_jwt), is_line, "control characters", .is_secret = true},
    {FIELD(display_name), is_line, "control characters"},
    {FIELD(contact_uri), is_contact, "a SIP URI with a user is needed"},
    {FIELD(instance_id), is_uuid, "a UUID is needed"},
    {FIELD(registrar_server), is_registrar, "a SIP URI without a user is needed"},
    {FIELD(session_timers_refresh_method), is_refresh_method, "UPDATE or INVITE is needed"},
    {FIELD(user_agent), is_line, "control characters"},
};

static csip_error check_texts(const csip_config *config, csip_config_problem *ret)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const rule *r = &rules[i];
        const char *raw;
        memcpy(&raw, (const char *)config + r->offset, sizeof(raw));
        csip_str text = csip__config_text(raw);
        csip_str shown = r->is_secret ? CSIP_STR("") : text;
        if (!text.ptr && r->is_mandatory)
            return problem(ret, r->parameter, shown, "missing");
        if (text.len > CSIP_CONFIG_TEXT_MAX / 4)
            return problem(ret, r->parameter, shown, "too long");
        if (text.ptr && !r->is_good(text))
            return problem(ret, r->parameter, shown, r->reason);
    }
    return CSIP_OK;
}

static csip_error check_sockets(const csip_config *config, csip_config_problem *ret)
{
    if (!config->sockets || config->socket_count == 0)
        return problem(ret, "sockets", CSIP_STR(""), "missing");
    if (config->socket_count > CSIP__SERVERS_MAX)
        return problem(ret, "sockets", CSIP_STR(""), "too many");
    for (size_t i = 0; i < config->socket_count; i++) {
        csip__url url;
        csip_str text = csip_str_from(config->sockets[i].url);
        csip_str transport = csip__config_text(config->sockets[i].via_transport);
        if (text.len > CSIP_CONFIG_TEXT_MAX / 4 || !csip__url_parse(text, &url))
            return problem(ret, "sockets", text, "a ws:// or wss:// URL is needed");
        if (transport.ptr && !csip__str_is_token(transport))
            return problem(ret, "sockets", transport, "the Via transport is no token");
    }
    return CSIP_OK;
}

static csip_error check_headers(const csip_config *config, csip_config_problem *ret)
{
    for (size_t i = 0; i < config->extra_header_count; i++) {
        char storage[CSIP_CONFIG_TEXT_MAX];
        csip__buf buf;
        csip__buf_init_fixed(&buf, storage, sizeof(storage));
        csip__write_extra_headers(&buf, &config->extra_headers[i], 1);
        if (buf.error)
            return problem(ret, "extra_headers", csip_str_from(config->extra_headers[i]),
                           "a line \"Name: value\" is needed");
    }
    return CSIP_OK;
}

/* Numbers have no text of their own to show.  NaN, the default, passes every comparison. */
static csip_error check_numbers(const csip_config *config, csip_config_problem *ret)
{
    const struct {
        const char *parameter;
        double value;
        bool may_be_zero;
    } numbers[] = {
        {"no_answer_timeout", config->no_answer_timeout, false},
        {"register_expires", config->register_expires, true},
        {"connection_recovery_min_interval", config->connection_recovery_min_interval, false},
        {"connection_recovery_max_interval", config->connection_recovery_max_interval, false},
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        double value = numbers[i].value;
        if (value < 0 || (value == 0 && !numbers[i].may_be_zero) || value > 4e6)
            return problem(ret, numbers[i].parameter, CSIP_STR(""),
                           numbers[i].may_be_zero ? "seconds from 0 to 4000000 are needed"
                                                  : "seconds above 0 are needed");
    }
    return CSIP_OK;
}

csip_error csip__config_check(const csip_config *config, csip_config_problem *ret_problem)
{
    csip_error error = check_sockets(config, ret_problem);
    if (!error)
        error = check_texts(config, ret_problem);
    if (!error)
        error = check_numbers(config, ret_problem);
    if (!error)
        error = check_headers(config, ret_problem);
    return error;
}
