#ifndef CSIP_MEDIA_CODEC_VP8_H
#define CSIP_MEDIA_CODEC_VP8_H

#include <csip/source.h>

typedef struct csip__vp8_encoder csip__vp8_encoder;
typedef struct csip__vp8_decoder csip__vp8_decoder;

/** MEDIA: refused.  NOMEM. */
CSIP_MUST_USE csip_error csip__vp8_encoder_new(unsigned width, unsigned height, unsigned fps,
                                               csip__vp8_encoder **ret_encoder);
void csip__vp8_encoder_free(csip__vp8_encoder *encoder);

/**
 * Encode a picture of the encoder's size.
 *
 * @param number     of the frame, ascending
 * @param ret_frame  one frame; good until the next call.  Absent: it was dropped.
 */
CSIP_MUST_USE csip_error csip__vp8_encode(csip__vp8_encoder *encoder,
                                          const csip_video_frame *picture, uint64_t number,
                                          bool is_key_frame, csip_str *ret_frame);

CSIP_MUST_USE csip_error csip__vp8_decoder_new(csip__vp8_decoder **ret_decoder);
void csip__vp8_decoder_free(csip__vp8_decoder *decoder);

/** @param ret_picture  planes are good until the next call.  MEDIA: the frame is damaged. */
CSIP_MUST_USE csip_error csip__vp8_decode(csip__vp8_decoder *decoder, csip_str frame,
                                          csip_video_frame *ret_picture);

#endif
