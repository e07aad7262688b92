#ifndef CSIP_SIP_WRITE_H
#define CSIP_SIP_WRITE_H

#include <csip/message.h>

#include "base/buf.h"

/**
 * Writing of SIP messages.  A message is start line, header fields, csip__write_body().
 * Values that come from an application may hold anything: one with CR, LF or NUL makes
 * CSIP_ERROR_ARGUMENT stick in the buffer, so that no header field can be smuggled in.
 */

/* ---- start lines ---- */

void csip__write_request_line(csip__buf *buf, csip_str method, csip_str uri);

/** @param reason  empty: the status's own */
void csip__write_status_line(csip__buf *buf, uint16_t status, csip_str reason);

/**
 * Status line, all Via fields, From, To, Call-ID and CSeq of `request`, and its Record-Route in a
 * response that makes a dialog.  RFC 3261 sections 8.2.6.2 and 12.1.1.
 *
 * @param request  also one that failed to parse, as far as it could be read
 * @param reason   empty: the status's own
 * @param to_tag   put into a To that has no tag; empty: none
 */
void csip__response_begin(csip__buf *buf, const csip_message *request, uint16_t status,
                          csip_str reason, csip_str to_tag);

/* ---- header fields ---- */

/** "Name: value" and CRLF. */
void csip__write_header(csip__buf *buf, csip_header_id id, csip_str value);
void csip__write_header_uint(csip__buf *buf, csip_header_id id, uint64_t value);

/** For values in pieces: "Name: ", then puts and csip__write_*, then csip__write_crlf(). */
void csip__write_header_begin(csip__buf *buf, csip_header_id id);
void csip__write_crlf(csip__buf *buf);

/** A received field again, its folds taken out. */
void csip__write_header_copy(csip__buf *buf, const csip_header *header);
/** Every received field of that id. */
void csip__write_headers_copy(csip__buf *buf, const csip_message *message, csip_header_id id);

/** Whole lines "Name: value" of an application; each must have a token and a colon. */
void csip__write_extra_headers(csip__buf *buf, const char *const *lines, size_t count);

/** Via: SIP/2.0/TRANSPORT SENT-BY;branch=BRANCH */
void csip__write_via(csip__buf *buf, csip_str transport, csip_str sent_by, csip_str branch);
void csip__write_cseq(csip__buf *buf, uint32_t number, csip_str method);

/**
 * [Content-Type], Content-Length, the empty line and the body.
 * @param content_type  left out when `body` is empty
 */
void csip__write_body(csip__buf *buf, csip_str content_type, csip_str body);

/* ---- values ---- */

/** Any text; CR, LF and NUL are refused. */
void csip__write_text(csip__buf *buf, csip_str text);

/** In double quotes, '"' and '\' escaped. */
void csip__write_quoted(csip__buf *buf, csip_str text);

/**
 * name-addr: [display name] <uri>[;tag=TAG]
 *
 * @param display_name  plain text, quoted when it is no token; empty: none
 * @param tag           empty: none
 */
void csip__write_name_addr(csip__buf *buf, csip_str display_name, csip_str uri, csip_str tag);

/** ";name" or ";name=value", the value quoted when it must be. */
void csip__write_param(csip__buf *buf, csip_str name, csip_str value);

/** The URI from its parts, not from `text`: for URIs that were edited. */
void csip__write_uri(csip__buf *buf, const csip_uri *uri);

/** As the user part of a SIP URI: what may not stand there is escaped, needless escapes are
    decoded (RFC 3261 section 19.1.2). */
void csip__write_user(csip__buf *buf, csip_str user);

#endif
