#ifndef CSIP_SDP_JSEP_H
#define CSIP_SDP_JSEP_H

#include <csip/media.h>
#include <csip/platform.h>

#include "sdp/sdp.h"

/**
 * JSEP (RFC 8829) without I/O: offers and answers for audio and video over one BUNDLE with
 * rtcp-mux. The media engine gives it its transport (ICE credentials, fingerprint, candidates) and
 * asks it, after each description, what each media line has come to.
 */
typedef struct csip__jsep csip__jsep;

enum {
    CSIP__JSEP_LINES_MAX = CSIP__SDP_MEDIA_MAX, /* m= lines a description may have */
    CSIP__JSEP_CODECS_MAX = 64,                 /* payload types looked at in a line */
    CSIP__JSEP_CANDIDATES_MAX = 64,             /* remote candidates kept */
    CSIP__JSEP_TEXT_MAX = 65536,                /* octets of a description */
};

typedef enum csip__codec_id {
    CSIP__CODEC_NONE,
    CSIP__CODEC_OPUS,
    CSIP__CODEC_PCMU,
    CSIP__CODEC_PCMA,
    CSIP__CODEC_VP8,
    CSIP__CODEC_TELEPHONE_EVENT,
} csip__codec_id;

typedef enum csip__media_kind { CSIP__MEDIA_AUDIO, CSIP__MEDIA_VIDEO } csip__media_kind;

typedef enum csip__setup {
    CSIP__SETUP_ACTPASS,
    CSIP__SETUP_ACTIVE,
    CSIP__SETUP_PASSIVE
} csip__setup;

/** Our transport, borrowed until the description has been made. */
typedef struct csip__jsep_transport {
    csip_str ice_ufrag;
    csip_str ice_pwd;
    csip_str fingerprint;       /* "sha-256 AB:CD:…" */
    const csip_str *candidates; /* "candidate:…" without "a=" */
    size_t candidate_count;
    bool is_gathering_complete; /* writes a=end-of-candidates */
    csip_str cname;
} csip__jsep_transport;

/** A payload type of telephone events (RFC 4733). */
typedef struct csip__jsep_event {
    uint8_t payload_type;
    uint32_t clock_hz;
} csip__jsep_event;

enum { CSIP__JSEP_EVENTS_MAX = 2 };

/** What was negotiated for one media line.  Slices live until the next description is set. */
typedef struct csip__jsep_line {
    bool is_rejected; /* port 0 in the answer */
    csip__media_kind kind;
    csip_str mid;
    csip_direction direction; /* ours */
    csip__codec_id codec;
    uint8_t payload_type; /* what we send; the offerer's number */
    uint8_t receive_payload_type;
    bool has_telephone_event;
    uint8_t telephone_event_payload_type; /* what we send */
    uint32_t telephone_event_clock_hz;
    size_t receive_event_count;
    csip__jsep_event receive_events[CSIP__JSEP_EVENTS_MAX];
    bool has_nack, has_pli, has_fir;
    uint8_t mid_extension_id; /* RFC 9143 sdes:mid, 0: not negotiated */
    uint32_t local_ssrc;
    uint32_t remote_ssrc;              /* 0: not signalled */
    unsigned opus_max_average_bitrate; /* 0: not said */
    bool opus_use_inband_fec;
    bool opus_stereo; /* the peer wants to receive stereo */
} csip__jsep_line;

/** The remote transport of the BUNDLE group. */
typedef struct csip__jsep_remote {
    csip_str ice_ufrag;
    csip_str ice_pwd;
    csip_str fingerprint;       /* "sha-256 AB:CD:…" as written */
    csip__setup setup;          /* ours, as it follows from theirs: ACTIVE or PASSIVE */
    const csip_str *candidates; /* "candidate:…" */
    size_t candidate_count;
    bool is_ice_controlling; /* we are: we made the first offer (RFC 8445 6.1.1) */
} csip__jsep_remote;

/** @return CSIP_OK; CSIP_ERROR_NOMEM */
CSIP_MUST_USE csip_error csip__jsep_new(const csip_platform *platform, csip__jsep **ret_jsep);
void csip__jsep_free(csip__jsep *jsep);

/**
 * Want media of a kind: one m= line, addTrack in a browser.  Asked again it changes the direction
 * or wants anew what the peer refused; that holds from the next offer or answer on.
 *
 * @return CSIP_OK; CSIP_ERROR_ARGUMENT
 */
CSIP_MUST_USE csip_error csip__jsep_add(csip__jsep *jsep, csip__media_kind kind,
                                        csip_direction direction);

/**
 * Change the direction of media that is wanted, from the next offer or answer on.
 *
 * @return CSIP_OK; CSIP_ERROR_ARGUMENT; CSIP_ERROR_STATE: the kind is not wanted
 */
CSIP_MUST_USE csip_error csip__jsep_set_direction(csip__jsep *jsep, csip__media_kind kind,
                                                  csip_direction direction);

/** Want the kind no longer: the next offer or answer refuses its line (RFC 8829 section 5.2.2). */
void csip__jsep_remove(csip__jsep *jsep, csip__media_kind kind);

/**
 * Make an offer, the first or a later one.  RFC 8829 section 5.2.
 *
 * @param ret_sdp  borrowed until the next call
 * @return CSIP_OK; CSIP_ERROR_STATE: an offer of the peer is open, or nothing was added;
 *         CSIP_ERROR_LIMIT: the text or its lines; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__jsep_create_offer(csip__jsep *jsep, const csip__jsep_transport *ours,
                                                 csip_str *ret_sdp);

/**
 * Answer the peer's offer.  RFC 8829 section 5.3.
 *
 * @param ret_sdp  borrowed until the next call
 * @return CSIP_OK; CSIP_ERROR_STATE: no offer is open; CSIP_ERROR_INCOMPATIBLE: the offer has no
 *         line of the kinds that were added; CSIP_ERROR_LIMIT; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__jsep_create_answer(csip__jsep *jsep,
                                                  const csip__jsep_transport *ours,
                                                  csip_str *ret_sdp);

/**
 * Set what was created, as it is or as the application changed it.
 *
 * @param sdp  copied
 * @return CSIP_OK; CSIP_ERROR_STATE: not what the signalling state allows; CSIP_ERROR_PARSE;
 *         CSIP_ERROR_LIMIT; CSIP_ERROR_ARGUMENT: an offer without lines, a=setup of an answer that
 *         does not go with the offer's; CSIP_ERROR_INCOMPATIBLE: an answer whose lines do not
 *         match the offer's, or that accepts none; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__jsep_set_local(csip__jsep *jsep, csip_sdp_type type, csip_str sdp);

/**
 * Set what the peer sent.  A refused description leaves everything as it was.
 *
 * @param sdp  copied
 * @return CSIP_OK; CSIP_ERROR_STATE; CSIP_ERROR_PARSE; CSIP_ERROR_LIMIT; CSIP_ERROR_NOMEM;
 *         CSIP_ERROR_INCOMPATIBLE: no line in common, no ICE credentials, no fingerprint, not
 *         DTLS-SRTP with rtcp-mux
 */
CSIP_MUST_USE csip_error csip__jsep_set_remote(csip__jsep *jsep, csip_sdp_type type, csip_str sdp);

/**
 * Take back an offer of either side that was refused or crossed another: what was negotiated
 * before holds again.  RFC 8829 section 4.1.10.2.
 *
 * @return CSIP_OK; CSIP_ERROR_STATE: no offer is open, or it has a provisional answer
 */
CSIP_MUST_USE csip_error csip__jsep_rollback(csip__jsep *jsep);

/**
 * The local description again, with the candidates known by now.
 *
 * @param ret_sdp  borrowed until the next call
 * @return CSIP_OK; CSIP_ERROR_STATE: none was set; CSIP_ERROR_LIMIT; CSIP_ERROR_NOMEM
 */
CSIP_MUST_USE csip_error csip__jsep_describe(csip__jsep *jsep, const csip__jsep_transport *ours,
                                             csip_str *ret_sdp);

/** True once an answer, also a provisional one, has been set on either side. */
bool csip__jsep_is_negotiated(const csip__jsep *jsep);
size_t csip__jsep_line_count(const csip__jsep *jsep);
/** As of the last answer; NULL beyond the count. */
const csip__jsep_line *csip__jsep_line_get(const csip__jsep *jsep, size_t index);
/** NULL before a remote description was set. */
const csip__jsep_remote *csip__jsep_remote_get(const csip__jsep *jsep);
/** Why the last set_local or set_remote was refused: octet and rule; rule NULL: no word on it. */
const csip__sdp_problem *csip__jsep_problem_get(const csip__jsep *jsep);

#endif
