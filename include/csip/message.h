#ifndef CSIP_MESSAGE_H
#define CSIP_MESSAGE_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * A SIP message as it came off the wire, parsed without copying (RFC 3261 section 7).
 * All slices point into the received octets and die with the message.
 */

/** Methods with their own behaviour; any other token is CSIP_METHOD_OTHER. */
#define CSIP_METHOD_MAP(X)                                                                         \
    X(INVITE)                                                                                      \
    X(ACK) X(CANCEL) X(BYE) X(REGISTER) X(MESSAGE) X(OPTIONS) X(UPDATE) X(INFO) X(PRACK) X(REFER)  \
        X(SUBSCRIBE) X(NOTIFY) X(PUBLISH)

typedef enum csip_method {
    CSIP_METHOD_OTHER,
#define CSIP_METHOD_ENUM(name) CSIP_METHOD_##name,
    CSIP_METHOD_MAP(CSIP_METHOD_ENUM)
#undef CSIP_METHOD_ENUM
        CSIP_METHOD_COUNT,
} csip_method;

/** Header fields that the library reads: id, name on the wire, compact form (0: none). */
#define CSIP_HEADER_MAP(X)                                                                         \
    X(ACCEPT, "Accept", 0)                                                                         \
    X(ALLOW, "Allow", 0)                                                                           \
    X(ALLOW_EVENTS, "Allow-Events", 'u')                                                           \
    X(AUTHENTICATION_INFO, "Authentication-Info", 0)                                               \
    X(AUTHORIZATION, "Authorization", 0)                                                           \
    X(CALL_ID, "Call-ID", 'i')                                                                     \
    X(CONTACT, "Contact", 'm')                                                                     \
    X(CONTENT_DISPOSITION, "Content-Disposition", 0)                                               \
    X(CONTENT_ENCODING, "Content-Encoding", 'e')                                                   \
    X(CONTENT_LENGTH, "Content-Length", 'l')                                                       \
    X(CONTENT_TYPE, "Content-Type", 'c')                                                           \
    X(CSEQ, "CSeq", 0)                                                                             \
    X(EVENT, "Event", 'o')                                                                         \
    X(EXPIRES, "Expires", 0)                                                                       \
    X(FROM, "From", 'f')                                                                           \
    X(MAX_FORWARDS, "Max-Forwards", 0)                                                             \
    X(MIN_EXPIRES, "Min-Expires", 0)                                                               \
    X(MIN_SE, "Min-SE", 0)                                                                         \
    X(PATH, "Path", 0)                                                                             \
    X(P_ASSERTED_IDENTITY, "P-Asserted-Identity", 0)                                               \
    X(PROXY_AUTHENTICATE, "Proxy-Authenticate", 0)                                                 \
    X(PROXY_AUTHORIZATION, "Proxy-Authorization", 0)                                               \
    X(PROXY_REQUIRE, "Proxy-Require", 0)                                                           \
    X(RACK, "RAck", 0)                                                                             \
    X(REASON, "Reason", 0)                                                                         \
    X(RECORD_ROUTE, "Record-Route", 0)                                                             \
    X(REFER_TO, "Refer-To", 'r')                                                                   \
    X(REFERRED_BY, "Referred-By", 'b')                                                             \
    X(REPLACES, "Replaces", 0)                                                                     \
    X(REQUIRE, "Require", 0)                                                                       \
    X(RETRY_AFTER, "Retry-After", 0)                                                               \
    X(ROUTE, "Route", 0)                                                                           \
    X(RSEQ, "RSeq", 0)                                                                             \
    X(SERVICE_ROUTE, "Service-Route", 0)                                                           \
    X(SESSION_EXPIRES, "Session-Expires", 'x')                                                     \
    X(SUBSCRIPTION_STATE, "Subscription-State", 0)                                                 \
    X(SUPPORTED, "Supported", 'k')                                                                 \
    X(TO, "To", 't')                                                                               \
    X(UNSUPPORTED, "Unsupported", 0)                                                               \
    X(USER_AGENT, "User-Agent", 0)                                                                 \
    X(VIA, "Via", 'v')                                                                             \
    X(WARNING, "Warning", 0)                                                                       \
    X(WWW_AUTHENTICATE, "WWW-Authenticate", 0)

typedef enum csip_header_id {
    CSIP_HEADER_OTHER,
#define CSIP_HEADER_ENUM(id, name, compact) CSIP_HEADER_##id,
    CSIP_HEADER_MAP(CSIP_HEADER_ENUM)
#undef CSIP_HEADER_ENUM
        CSIP_HEADER_COUNT,
} csip_header_id;

typedef struct csip_header {
    csip_header_id id;
    uint8_t next;   /**< 1 + index of the next of this id, 0: none; of CSIP_HEADER_OTHER too */
    csip_str name;  /**< as it was written */
    csip_str value; /**< trimmed; may hold folds (CRLF and white space), which are white space */
} csip_header;

/** SIP and SIPS URIs in parts, any other scheme whole (RFC 3261 section 19.1). */
typedef struct csip_uri {
    csip_str text;   /**< the whole URI */
    csip_str scheme; /**< "sip", "sips", "tel", … as written */
    csip_str user;   /**< escaped as on the wire; absent when there is none */
    csip_str password;
    csip_str host;    /**< with the brackets of an IPv6 reference */
    uint16_t port;    /**< 0: none */
    csip_str params;  /**< after the first ';' of the URI, without it */
    csip_str headers; /**< after '?', without it */
    csip_str opaque;  /**< what follows "scheme:" when the scheme is neither sip nor sips */
} csip_uri;

/** name-addr or addr-spec with header parameters: From, To, Contact, Route, … */
typedef struct csip_name_addr {
    csip_str display_name; /**< as written, with its quotes if it had some */
    csip_uri uri;
    csip_str params; /**< header parameters after the first ';' */
    csip_str tag;    /**< value of the tag parameter; absent when there is none */
    bool is_star;    /**< Contact: * */
} csip_name_addr;

typedef struct csip_via {
    csip_str transport; /**< "WS", "WSS", "UDP", … */
    csip_str host;
    uint16_t port; /**< 0: none */
    csip_str params;
    csip_str branch;
} csip_via;

/** Largest number of header fields a message may have; more is CSIP_ERROR_LIMIT. */
enum { CSIP_MESSAGE_HEADERS_MAX = 128 };

/**
 * A parsed message.  Fields are read directly; headers through the functions below.
 * Mandatory headers (Via, From, To, Call-ID, CSeq) are parsed on receipt, the rest on demand.
 */
typedef struct csip_message {
    csip_str raw;       /**< the whole message */
    bool is_request;    /**< else a response */
    csip_method method; /**< of a request's first line, of a response's CSeq */
    csip_str method_name;
    csip_str request_uri_text; /**< requests */
    csip_uri request_uri;      /**< requests */
    uint16_t status;           /**< responses: 100–699 */
    csip_str reason;           /**< responses */
    csip_via via;              /**< topmost */
    size_t via_count;
    csip_name_addr from;
    csip_name_addr to;
    csip_str call_id;
    uint32_t cseq;
    csip_method cseq_method;
    csip_str cseq_method_name;
    csip_str body; /**< cut to Content-Length when that is given */
    size_t header_count;
    csip_header headers[CSIP_MESSAGE_HEADERS_MAX]; /**< in the order of the wire */
    uint8_t first[CSIP_HEADER_COUNT]; /**< 1 + index of the first of each id, 0: absent */
} csip_message;

/** Where and why parsing failed. */
typedef struct csip_parse_problem {
    size_t offset;    /**< octets from the start of the message */
    const char *rule; /**< the grammar's rule, a static string: "Request-Line", "CSeq", … */
} csip_parse_problem;

/**
 * Parse one whole SIP message.  Nothing is allocated or copied.
 *
 * @param octets       one message, start line to the end of the body; borrowed by `ret_message`
 * @param ret_message  written in part also on failure: `via`, `from`, `to`, `call_id` and `cseq`
 *                     are present if they could be read, so that a 400 can be sent
 * @param ret_problem  may be NULL
 * @return CSIP_OK; CSIP_ERROR_PARSE; CSIP_ERROR_LIMIT: too many header fields
 * RFC 3261 sections 7 and 25.  @since 0.1
 */
CSIP_MUST_USE csip_error csip_message_parse(csip_str octets, csip_message *ret_message,
                                            csip_parse_problem *ret_problem);

/** The n-th (from 0) header field of that id, or NULL.  @since 0.1 */
const csip_header *csip_message_header(const csip_message *message, csip_header_id id, size_t n);

/** The n-th header field by name, any case, long or compact form; NULL: none.  @since 0.1 */
const csip_header *csip_message_header_named(const csip_message *message, csip_str name, size_t n);

/** Trimmed value of the first header field of that id; absent if there is none.  @since 0.1 */
csip_str csip_message_value(const csip_message *message, csip_header_id id);

/** True if a comma-separated header (Supported, Require, Allow, …) lists `token`, any case. */
bool csip_message_lists(const csip_message *message, csip_header_id id, csip_str token);

/**
 * Walk the elements of comma-separated header fields of one id over all its lines (Contact, Route,
 * Record-Route, Via, …).  Zero the cursor to begin.
 * @return false at the end
 */
typedef struct csip_list_cursor {
    size_t line;
    size_t offset;
} csip_list_cursor;
bool csip_message_next_element(const csip_message *message, csip_header_id id,
                               csip_list_cursor *cursor, csip_str *ret_element);

/** Unsigned decimal header (Expires, Min-SE, Retry-After, …; parameters are ignored). */
CSIP_MUST_USE csip_error csip_message_number(const csip_message *message, csip_header_id id,
                                             uint32_t *ret_value);

CSIP_MUST_USE csip_error csip_uri_parse(csip_str text, csip_uri *ret_uri);
CSIP_MUST_USE csip_error csip_name_addr_parse(csip_str text, csip_name_addr *ret_name_addr);
CSIP_MUST_USE csip_error csip_via_parse(csip_str text, csip_via *ret_via);

/**
 * Find a `;name=value` parameter, any case.
 *
 * @param params     without the leading ';'
 * @param ret_value  may be NULL; absent for a flag parameter, without quotes when quoted
 */
bool csip_param_find(csip_str params, csip_str name, csip_str *ret_value);

/** Equality by RFC 3261 section 19.1.4; other schemes octet for octet but the scheme. */
bool csip_uri_equal(const csip_uri *a, const csip_uri *b);

/** The canonical upper-case token, "" for CSIP_METHOD_OTHER. */
csip_str csip_method_name(csip_method method);

/** Methods are case-sensitive (RFC 3261 section 7.1). */
csip_method csip_method_from(csip_str name);

csip_str csip_header_name(csip_header_id id);
csip_header_id csip_header_id_from(csip_str name);

/** The default reason phrase of a status, "" when unknown (RFC 3261 section 21). */
csip_str csip_status_reason(uint16_t status);

#ifdef __cplusplus
}
#endif

#endif
