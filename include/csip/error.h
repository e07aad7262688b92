#ifndef CSIP_ERROR_H
#define CSIP_ERROR_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Marks a call whose result must be looked at. */
#define CSIP_MUST_USE __attribute__((warn_unused_result))

/**
 * Every error the library can return: name, code, sentence, fatal.
 * A fatal error leaves its object usable only for its `_free`.
 */
#define CSIP_ERROR_MAP(X)                                                                          \
    X(NOMEM, -1, "out of memory", true)                                                            \
    X(ARGUMENT, -2, "an argument is outside its documented range", false)                          \
    X(STATE, -3, "not possible in this state", false)                                              \
    X(NOT_FOUND, -4, "no such object: the id is unknown or its object has ended", false)           \
    X(BUSY, -5, "an event is open or steps are waiting: drain them first", false)                  \
    X(PARSE, -6, "the input does not follow its grammar", false)                                   \
    X(LIMIT, -7, "a configured limit would be exceeded", false)                                    \
    X(CONFIG, -8, "a configuration parameter is missing or has a bad value", false)                \
    X(UNSUPPORTED, -9, "valid, but not supported here", false)                                     \
    X(INCOMPATIBLE, -10, "offer and answer have no codec or transport in common", false)           \
    X(MEDIA, -11, "the media engine failed", false)                                                \
    X(DENIED, -12, "the media source could not be opened or was refused", false)                   \
    X(IO, -13, "an operating system call failed", false)                                           \
    X(RESOLVE, -14, "the host name could not be resolved", false)                                  \
    X(CONNECT, -15, "the connection could not be made", false)                                     \
    X(TIMEOUT, -16, "no answer within the time allowed", false)                                    \
    X(TLS, -17, "the TLS handshake or the certificate check failed", false)                        \
    X(HANDSHAKE, -18, "the WebSocket handshake was refused", false)                                \
    X(NOT_CONNECTED, -19, "no connection to a server", false)                                      \
    X(CLOSED, -20, "the peer closed the connection", false)

typedef enum csip_error {
    CSIP_OK = 0,
#define CSIP_ERROR_ENUM(name, code, text, fatal) CSIP_ERROR_##name = code,
    CSIP_ERROR_MAP(CSIP_ERROR_ENUM)
#undef CSIP_ERROR_ENUM
} csip_error;

/** The error's name without its prefix ("NOMEM"), "OK" for 0, "UNKNOWN" otherwise. @since 0.1 */
const char *csip_error_name(csip_error error);

/** One plain sentence without a full stop, never NULL. @since 0.1 */
const char *csip_error_text(csip_error error);

/** True when the object that returned it may only be freed. @since 0.1 */
bool csip_error_is_fatal(csip_error error);

#ifdef __cplusplus
}
#endif

#endif
