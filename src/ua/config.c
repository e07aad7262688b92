#include "ua/config.h"

#include "sip/chars.h"
#include "sip/target.h"
#include "sip/write.h"

void csip_config_init(csip_config *config)
{
    *config = (csip_config){
        .auto_register = true,
        .session_timers = true,
        .no_answer_timeout = 60,
        .register_expires = 600,
        .connection_recovery_min_interval = 2,
        .connection_recovery_max_interval = 30,
        .max_sessions = 64,
        .max_messages = 1024,
        .max_subscriptions = 256,
        .subscription_max_expires = 86400,
        .max_transactions = 4096,
    };
}

/* Each text is written at the end of one block that is large enough for all, so that none moves. */
static csip_str since(const csip__buf *buf, size_t begin)
{
    return (csip_str){buf->ptr + begin, buf->len - begin};
}

static csip_str keep(csip__buf *buf, csip_str text)
{
    size_t begin = buf->len;
    csip__buf_str(buf, text);
    return text.ptr ? since(buf, begin) : (csip_str){NULL, 0};
}

static csip_str random_text(csip__core *core, csip__buf *buf, size_t len)
{
    char token[16];
    csip__core_random_token(core, token, len);
    return keep(buf, (csip_str){token, len});
}

/* An upper bound: escaping and quoting make a text three times as long at most. */
static size_t text_size(const csip_config *config)
{
    const char *const texts[] = {config->uri,          config->password,
                                 config->realm,        config->authorization_user,
                                 config->ha1,          config->authorization_jwt,
                                 config->display_name, config->contact_uri,
                                 config->instance_id,  config->registrar_server,
                                 config->user_agent};
    size_t size = 512 + 3 * csip_str_from(config->uri).len;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        size += 3 * csip_str_from(texts[i]).len;
    }
    for (size_t i = 0; i < config->socket_count; i++) {
        size += 2 * csip_str_from(config->sockets[i].url).len + 64 +
                csip_str_from(config->sockets[i].via_transport).len;
    }
    for (size_t i = 0; i < config->extra_header_count; i++) {
        size += csip_str_from(config->extra_headers[i]).len + 2;
    }
    return size;
}

static void make_servers(csip__buf *buf, const csip_config *config, csip__settings *settings)
{
    for (size_t i = 0; i < config->socket_count; i++) {
        const csip_socket_config *socket = &config->sockets[i];
        csip__server *server = &settings->servers[i];
        csip__url url;
        server->url = keep(buf, csip_str_from(socket->url));
        if (!csip__url_parse(server->url, &url))
            continue; /* checked before */
        csip_str transport = csip__config_text(socket->via_transport);
        csip_str by_scheme = url.is_secure ? CSIP_STR("WSS") : CSIP_STR("WS");
        server->via_transport = keep(buf, transport.ptr ? transport : by_scheme);
        server->weight = socket->weight;
        size_t begin = buf->len;
        CSIP__BUF_PUT(buf, CSIP_STR("Route: <sip:"), url.authority,
                      CSIP_STR(";transport=ws;lr>\r\n"));
        server->route = since(buf, begin);
    }
}

static csip_error make_account(csip__buf *buf, const csip_config *config, csip__settings *settings)
{
    const char *wrong;
    size_t begin = buf->len;
    csip_error error = csip__uri_normalize(buf, csip_str_from(config->uri), &wrong);
    csip_uri uri;
    if (!error)
        error = csip_uri_parse(since(buf, begin), &uri);
    if (error)
        return error;
    settings->user = uri.user;
    begin = buf->len;
    csip__buf_str(buf, uri.host);
    if (uri.port) {
        csip__buf_char(buf, ':');
        csip__buf_uint(buf, uri.port);
    }
    settings->domain = since(buf, begin);
    begin = buf->len;
    CSIP__BUF_PUT(buf, CSIP_STR("sip:"), settings->user, CSIP_STR("@"), settings->domain);
    settings->aor = since(buf, begin);
    begin = buf->len;
    csip_str registrar = csip__config_text(config->registrar_server);
    if (registrar.ptr)
        error = csip__uri_normalize(buf, registrar, &wrong);
    else
        CSIP__BUF_PUT(buf, CSIP_STR("sip:"), settings->domain);
    settings->registrar = since(buf, begin);
    return error;
}

static void make_contact(csip__core *core, csip__buf *buf, const csip_config *config,
                         csip__settings *settings)
{
    csip_str given = csip__config_text(config->contact_uri);
    csip_uri uri;
    if (given.ptr && csip_uri_parse(given, &uri) == CSIP_OK) {
        settings->contact_uri = keep(buf, given);
        settings->contact_user = keep(buf, uri.user);
        settings->via_host = keep(buf, uri.host);
        return;
    }
    settings->contact_user = random_text(core, buf, 8);
    size_t begin = buf->len;
    random_text(core, buf, 12);
    CSIP__BUF_LIT(buf, ".invalid");
    settings->via_host = since(buf, begin);
    begin = buf->len;
    CSIP__BUF_PUT(buf, CSIP_STR("sip:"), settings->contact_user, CSIP_STR("@"), settings->via_host,
                  CSIP_STR(";transport=ws"));
    settings->contact_uri = since(buf, begin);
}

static void make_instance(csip__core *core, csip__buf *buf, const csip_config *config,
                          csip__settings *settings)
{
    csip_str given = csip__config_text(config->instance_id);
    size_t begin = buf->len;
    CSIP__BUF_LIT(buf, "urn:uuid:");
    if (given.ptr) {
        csip__buf_str(buf, csip__uuid_of(given));
    } else {
        uint8_t octets[16];
        core->platform.random(core->platform.user, octets, sizeof(octets));
        octets[6] = (octets[6] & 0x0f) | 0x40; /* RFC 4122 4.4: version 4 */
        octets[8] = (octets[8] & 0x3f) | 0x80;
        static const uint8_t ends[] = {0, 4, 6, 8, 10, 16};
        for (size_t i = 0; i + 1 < sizeof(ends); i++) {
            if (i > 0)
                csip__buf_char(buf, '-');
            csip__buf_hex(buf, octets + ends[i], ends[i + 1] - ends[i]);
        }
    }
    settings->instance = since(buf, begin);
}

static double seconds_or(double value, double fallback)
{
    return value == value ? value : fallback; /* NaN is not equal to itself */
}

static void make_numbers(const csip_config *config, csip__settings *settings)
{
    csip_config defaults;
    csip_config_init(&defaults);
    settings->no_answer_ms =
        (uint64_t)(seconds_or(config->no_answer_timeout, defaults.no_answer_timeout) * 1000);
    settings->register_expires =
        (uint32_t)seconds_or(config->register_expires, defaults.register_expires);
    settings->recovery_min_ms = (uint64_t)(seconds_or(config->connection_recovery_min_interval,
                                                      defaults.connection_recovery_min_interval) *
                                           1000);
    settings->recovery_max_ms = (uint64_t)(seconds_or(config->connection_recovery_max_interval,
                                                      defaults.connection_recovery_max_interval) *
                                           1000);
    settings->max_sessions = config->max_sessions ? config->max_sessions : defaults.max_sessions;
    settings->max_messages = config->max_messages ? config->max_messages : defaults.max_messages;
    settings->max_subscriptions =
        config->max_subscriptions ? config->max_subscriptions : defaults.max_subscriptions;
    settings->subscription_min_expires = config->subscription_min_expires;
    settings->subscription_max_expires = config->subscription_max_expires
                                             ? config->subscription_max_expires
                                             : defaults.subscription_max_expires;
    settings->max_transactions =
        config->max_transactions ? config->max_transactions : defaults.max_transactions;
    settings->auto_register = config->auto_register;
    settings->use_preloaded_route = config->use_preloaded_route;
    settings->refuse_md5 = config->refuse_md5;
    settings->session_timers = config->session_timers;
    settings->force_refresher = config->session_timers_force_refresher;
    settings->refresh_by_invite = csip_str_equal_nocase(
        csip_str_from(config->session_timers_refresh_method), CSIP_STR("INVITE"));
}

static csip_error make_texts(csip__core *core, csip__buf *buf, const csip_config *config,
                             csip__settings *settings)
{
    csip_error error = make_account(buf, config, settings);
    if (error)
        return error;
    make_servers(buf, config, settings);
    make_contact(core, buf, config, settings);
    make_instance(core, buf, config, settings);
    settings->display_name = keep(buf, csip__config_text(config->display_name));
    settings->password = keep(buf, csip__config_text(config->password));
    csip_str user = csip__config_text(config->authorization_user);
    settings->authorization_user = keep(buf, user.ptr ? user : settings->user);
    settings->realm = keep(buf, csip__config_text(config->realm));
    settings->ha1 = keep(buf, csip__config_text(config->ha1));
    settings->jwt = keep(buf, csip__config_text(config->authorization_jwt));
    csip_str agent = csip__config_text(config->user_agent);
    settings->user_agent = keep(buf, agent.ptr ? agent : CSIP_STR("CSIP " CSIP_VERSION));
    settings->call_id_prefix = random_text(core, buf, 5);
    size_t begin = buf->len;
    csip__write_extra_headers(buf, config->extra_headers, config->extra_header_count);
    settings->extra_headers = since(buf, begin);
    return buf->error;
}

csip_error csip__settings_make(csip__core *core, const csip_config *config,
                               csip__settings *ret_settings, csip_config_problem *ret_problem)
{
    csip_error error = csip__config_check(config, ret_problem);
    if (error)
        return error;
    size_t servers_size = config->socket_count * sizeof(csip__server);
    size_t size = text_size(config);
    char *block = csip__core_allocate(core, servers_size + size);
    if (!block)
        return CSIP_ERROR_NOMEM;
    csip__settings settings = {.servers = (csip__server *)(void *)block,
                               .server_count = config->socket_count};
    csip__buf buf;
    csip__buf_init_fixed(&buf, block + servers_size, size);
    make_numbers(config, &settings);
    error = make_texts(core, &buf, config, &settings);
    if (error) {
        csip__core_release(core, block);
        return error;
    }
    *ret_settings = settings;
    return CSIP_OK;
}

void csip__settings_done(csip__core *core, csip__settings *settings)
{
    csip__core_release(core, settings->servers);
    *settings = (csip__settings){0};
}
