#include <media/ice_server.h>

enum { DEFAULT_PORT = 3478 };

static const struct {
    csip_str scheme;
    bool is_turn, is_tls;
} schemes[] = {
    {{"stun:", 5}, false, false},
    {{"turn:", 5}, true, false},
    {{"stuns:", 6}, false, true},
    {{"turns:", 6}, true, true},
};

static bool starts_with(csip_str text, csip_str prefix)
{
    return text.len >= prefix.len &&
           csip_str_equal_nocase((csip_str){text.ptr, prefix.len}, prefix);
}

static csip_str skip(csip_str text, size_t count)
{
    return (csip_str){text.ptr + count, text.len - count};
}

static size_t find(csip_str text, char c)
{
    const char *at = text.len ? memchr(text.ptr, c, text.len) : NULL;
    return at ? (size_t)(at - text.ptr) : text.len;
}

static bool parse_port(csip_str text, uint16_t *ret_port)
{
    unsigned port = 0;
    if (text.len == 0 || text.len > 5)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        port = port * 10 + (unsigned)(text.ptr[i] - '0');
    }
    *ret_port = (uint16_t)port;
    return port > 0 && port <= UINT16_MAX;
}

/* host [ ":" port ], an IPv6 address in brackets */
static bool parse_host_port(csip_str text, csip__ice_url *url)
{
    bool has_brackets = text.len && text.ptr[0] == '[';
    if (has_brackets)
        text = skip(text, 1);
    csip_str host = {text.ptr, find(text, has_brackets ? ']' : ':')};
    if (host.len == 0 || host.len >= sizeof url->host || (has_brackets && host.len == text.len))
        return false;
    memcpy(url->host, host.ptr, host.len);
    url->host[host.len] = '\0';
    text = skip(text, host.len + has_brackets);
    return text.len == 0 || (text.ptr[0] == ':' && parse_port(skip(text, 1), &url->port));
}

csip_error csip__ice_url_parse(csip_str text, csip__ice_url *ret_url)
{
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (!starts_with(text, schemes[i].scheme))
            continue;
        if (schemes[i].is_tls)
            return CSIP_ERROR_UNSUPPORTED;
        csip__ice_url url = {.is_turn = schemes[i].is_turn, .port = DEFAULT_PORT};
        text = skip(text, schemes[i].scheme.len);
        size_t query = find(text, '?');
        if (!parse_host_port((csip_str){text.ptr, query}, &url))
            return CSIP_ERROR_PARSE;
        text = skip(text, query);
        url.is_tcp = csip_str_equal_nocase(text, CSIP_STR("?transport=tcp"));
        if (text.len && !(url.is_turn &&
                          (url.is_tcp || csip_str_equal_nocase(text, CSIP_STR("?transport=udp")))))
            return CSIP_ERROR_PARSE;
        *ret_url = url;
        return CSIP_OK;
    }
    return CSIP_ERROR_PARSE;
}
