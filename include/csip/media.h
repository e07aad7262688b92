#ifndef CSIP_MEDIA_H
#define CSIP_MEDIA_H

#include <csip/error.h>
#include <csip/str.h>

#include <stdint.h>

/**
 * What the core asks of a media host, and what a media host tells the core.
 * A media host is the native engine, a browser's RTCPeerConnection, a test, or an application that
 * does its own media.  Names follow RFC 8829 (JSEP).
 */

/** An object in its agent: session, message, options, …  0 is none. */
typedef uint64_t csip_id;

/** RFC 3264 directions, seen from this side. */
typedef enum csip_direction {
    CSIP_DIRECTION_INACTIVE = 0,
    CSIP_DIRECTION_SENDONLY = 1,
    CSIP_DIRECTION_RECVONLY = 2,
    CSIP_DIRECTION_SENDRECV = 3,
} csip_direction;

typedef enum csip_sdp_type { CSIP_SDP_OFFER, CSIP_SDP_ANSWER, CSIP_SDP_PRANSWER } csip_sdp_type;

/** One STUN or TURN server. */
typedef struct csip_ice_server {
    const char *url; /**< stun:host[:port], turn:host[:port][?transport=udp|tcp] */
    const char *username;
    const char *credential; /**< never logged */
} csip_ice_server;

/** Operations.  Each but OPEN, MUTE and CLOSE is answered once by csip_agent_media_done(). */
#define CSIP_MEDIA_OP_MAP(X)                                                                       \
    X(OPEN)           /* make the peer connection; done before the host's command returns */       \
    X(ACQUIRE)        /* open the wanted sources (getUserMedia) */                                 \
    X(CREATE_OFFER)   /* result: sdp */                                                            \
    X(CREATE_ANSWER)  /* result: sdp */                                                            \
    X(SET_LOCAL)      /* sdp as made or as the application changed it; begins to gather */         \
    X(SET_REMOTE)     /* INCOMPATIBLE when an offer has nothing in common with us */               \
    X(DESCRIBE)       /* result: the local description with the candidates so far */               \
    X(SET_DIRECTIONS) /* what the next offers and answers say; held: send nothing, at once */      \
    X(RELEASE)        /* give media up: the next offer refuses its line; ACQUIRE wants it again */ \
    X(RESTART_ICE)    /* the next offer has new ICE credentials and gathers anew */                \
    X(ROLL_BACK)      /* an open offer of either side was refused: all as before it */             \
    X(TONES)          /* send DTMF as telephone events (RFC 4733); answered after the last gap */  \
    X(MUTE)           /* stop or resume sending local tracks: silence and black instead */         \
    X(CLOSE)          /* the session is over: stop sources, complete recordings */

typedef enum csip_media_op_kind {
#define CSIP_MEDIA_OP_ENUM(name) CSIP_MEDIA_##name,
    CSIP_MEDIA_OP_MAP(CSIP_MEDIA_OP_ENUM)
#undef CSIP_MEDIA_OP_ENUM
} csip_media_op_kind;

typedef struct csip_media_op {
    csip_id op;      /**< to be given back in the answer */
    csip_id session; /**< whose peer connection */
    csip_media_op_kind kind;
    bool audio; /**< OPEN, ACQUIRE: wanted; MUTE: muted; SET_DIRECTIONS: held; RELEASE: which */
    bool video;
    csip_direction audio_direction; /**< SET_DIRECTIONS: from the next description on, until set */
    csip_direction video_direction;
    csip_sdp_type type; /**< SET_LOCAL, SET_REMOTE */
    csip_str sdp;       /**< SET_LOCAL, SET_REMOTE; borrowed until the next call into the agent */
    csip_str tones; /**< TONES: 1–128 of 0-9 A-D * # and "," for two seconds; borrowed as `sdp` */
    unsigned duration_ms; /**< TONES: of each, 40–6000 */
    unsigned gap_ms;      /**< TONES: after each, 40–6000 */
} csip_media_op;

typedef struct csip_media_result {
    /** CSIP_OK, MEDIA, DENIED, INCOMPATIBLE, PARSE, NOMEM, ARGUMENT, LIMIT; STATE: not now, or
     * given up; UNSUPPORTED: TONES without telephone-event in common */
    csip_error error;
    csip_str sdp;    /**< CREATE_OFFER, CREATE_ANSWER, DESCRIBE; borrowed for the call */
    csip_str detail; /**< a sentence for the application, may be absent */
} csip_media_result;

/** RTCPeerConnection.connectionState. */
typedef enum csip_connection_state {
    CSIP_CONNECTION_NEW,
    CSIP_CONNECTION_CONNECTING,
    CSIP_CONNECTION_CONNECTED,
    CSIP_CONNECTION_DISCONNECTED,
    CSIP_CONNECTION_FAILED,
    CSIP_CONNECTION_CLOSED,
} csip_connection_state;

typedef enum csip_media_fact_kind {
    CSIP_FACT_CANDIDATE,          /**< one more local candidate */
    CSIP_FACT_GATHERING_COMPLETE, /**< or its deadline has passed */
    CSIP_FACT_CONNECTION_STATE,
    CSIP_FACT_DIGIT, /**< a DTMF digit was received as a telephone event, and has ended */
} csip_media_fact_kind;

/** Something that a media host tells unasked. */
typedef struct csip_media_fact {
    csip_media_fact_kind kind;
    csip_str candidate; /**< CANDIDATE: "candidate:…" (RFC 8839 section 5.1) */
    csip_str mid;       /**< CANDIDATE */
    csip_connection_state state;
    char digit;           /**< DIGIT: 0-9 A-D * # */
    unsigned duration_ms; /**< DIGIT */
} csip_media_fact;

#endif
