#include "websocket/url.h"

#include <stdio.h>

static bool take_prefix(csip_str *text, csip_str prefix)
{
    if (text->len < prefix.len || !csip_str_equal_nocase((csip_str){text->ptr, prefix.len}, prefix))
        return false;
    text->ptr += prefix.len;
    text->len -= prefix.len;
    return true;
}

static bool is_host_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
}

static bool is_ipv6_char(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == '.' ||
           c == ':';
}

/* Takes the host off `text`; returns what is wrong, or NULL. */
static const char *take_host(csip_str *text, csip__ws_url *url)
{
    size_t end = 0;

    url->is_ipv6 = text->len > 0 && text->ptr[0] == '[';
    if (url->is_ipv6) {
        text->ptr++;
        text->len--;
    }
    while (end < text->len && (url->is_ipv6 ? is_ipv6_char : is_host_char)(text->ptr[end]))
        end++;
    if (end == 0)
        return "the host is missing";
    if (end > CSIP__WS_HOST_MAX)
        return "the host is longer than 110 octets";
    memcpy(url->host, text->ptr, end);
    url->host[end] = '\0';
    if (url->is_ipv6) {
        if (end == text->len || text->ptr[end] != ']')
            return "an IPv6 address must end with ']'";
        end++;
    }
    text->ptr += end;
    text->len -= end;
    return NULL;
}

static const char *take_port(csip_str *text, csip__ws_url *url)
{
    uint32_t port = 0;
    size_t end = 1;

    url->port = url->is_secure ? 443 : 80;
    if (text->len == 0 || text->ptr[0] != ':')
        return NULL;
    while (end < text->len && text->ptr[end] >= '0' && text->ptr[end] <= '9' && port <= UINT16_MAX)
        port = port * 10 + (uint32_t)(text->ptr[end++] - '0');
    if (port == 0 || port > UINT16_MAX)
        return "the port must be a number from 1 to 65535";
    url->port = (uint16_t)port;
    text->ptr += end;
    text->len -= end;
    return NULL;
}

static const char *take_path(csip_str text, csip__ws_url *url)
{
    size_t slash = text.len > 0 && text.ptr[0] == '/' ? 0 : 1; /* "?query" alone is legal */

    if (text.len > 0 && text.ptr[0] == '@')
        return "a user and password are not possible in a WebSocket URL";
    if (text.len > 0 && text.ptr[0] != '/' && text.ptr[0] != '?' && text.ptr[0] != '#')
        return "an octet behind the host is not possible there";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '#') /* RFC 6455 3: fragment identifiers MUST NOT be used */
            return "a fragment ('#') is not possible in a WebSocket URL";
        if (c <= ' ' || c >= 0x7F)
            return "the path holds a blank, a control or a non-ASCII octet";
    }
    if (text.len + slash > CSIP__WS_PATH_MAX)
        return "the path is longer than 1024 octets";
    url->path[0] = '/';
    if (text.len > 0)
        memcpy(url->path + slash, text.ptr, text.len);
    url->path[text.len > 0 ? text.len + slash : 1] = '\0';
    return NULL;
}

csip_error csip__ws_url_parse(const char *text, csip__ws_url *ret_url, const char **ret_reason)
{
    csip_str rest = csip_str_from(text);
    csip__ws_url url = {0};
    const char *reason = NULL;

    url.is_secure = take_prefix(&rest, CSIP_STR("wss://"));
    if (!url.is_secure && !take_prefix(&rest, CSIP_STR("ws://")))
        reason = "it must begin with ws:// or wss://";
    if (!reason)
        reason = take_host(&rest, &url);
    if (!reason)
        reason = take_port(&rest, &url);
    if (!reason)
        reason = take_path(rest, &url);
    if (reason) {
        *ret_reason = reason;
        return CSIP_ERROR_ARGUMENT;
    }
    int len = snprintf(url.authority, sizeof url.authority, url.is_ipv6 ? "[%s]" : "%s", url.host);
    if (url.port != (url.is_secure ? 443 : 80))
        snprintf(url.authority + len, sizeof url.authority - (size_t)len, ":%u", url.port);
    *ret_url = url;
    return CSIP_OK;
}
