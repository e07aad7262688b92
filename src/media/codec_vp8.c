#include <media/codec_vp8.h>

#include <stdlib.h>
#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vpx_encoder.h>

enum {
    BITRATE_KBPS = 300,
    CPU_USED = -8, /* negative: this speed, not one chosen by the clock; results can be repeated */
    QUANTIZER_MIN = 2,
    QUANTIZER_MAX = 56,
    BUFFER_MS = 1000,
    KEY_FRAME_BITRATE_PERCENT = 600, /* a key frame takes at most six frames' worth */
    KEY_FRAME_DISTANCE_MAX = 3000,
    STATIC_THRESHOLD = 1,
    PICTURE_MAX = 4096, /* width or height that we decode */
};

struct csip__vp8_encoder {
    vpx_codec_ctx_t context;
    unsigned width, height;
};

struct csip__vp8_decoder {
    vpx_codec_ctx_t context;
};

static vpx_codec_enc_cfg_t settings(unsigned width, unsigned height, unsigned fps)
{
    vpx_codec_enc_cfg_t config;
    vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &config, 0);
    config.g_w = width;
    config.g_h = height;
    config.g_threads = 1;
    config.g_timebase = (vpx_rational_t){1, (int)fps};
    config.g_error_resilient = VPX_ERROR_RESILIENT_DEFAULT;
    config.g_lag_in_frames = 0;
    config.rc_end_usage = VPX_CBR;
    config.rc_target_bitrate = BITRATE_KBPS;
    config.rc_min_quantizer = QUANTIZER_MIN;
    config.rc_max_quantizer = QUANTIZER_MAX;
    config.rc_buf_sz = BUFFER_MS;
    config.rc_buf_initial_sz = BUFFER_MS / 2;
    config.rc_buf_optimal_sz = BUFFER_MS * 6 / 10;
    config.kf_max_dist = KEY_FRAME_DISTANCE_MAX;
    return config;
}

csip_error csip__vp8_encoder_new(unsigned width, unsigned height, unsigned fps,
                                 csip__vp8_encoder **ret_encoder)
{
    csip__vp8_encoder *encoder = calloc(1, sizeof(*encoder));
    if (!encoder)
        return CSIP_ERROR_NOMEM;
    encoder->width = width;
    encoder->height = height;
    vpx_codec_enc_cfg_t config = settings(width, height, fps);
    if (vpx_codec_enc_init(&encoder->context, vpx_codec_vp8_cx(), &config, 0) != VPX_CODEC_OK) {
        free(encoder);
        return CSIP_ERROR_MEDIA;
    }
    vpx_codec_control(&encoder->context, VP8E_SET_CPUUSED, CPU_USED);
    vpx_codec_control(&encoder->context, VP8E_SET_STATIC_THRESHOLD, STATIC_THRESHOLD);
    vpx_codec_control(&encoder->context, VP8E_SET_MAX_INTRA_BITRATE_PCT, KEY_FRAME_BITRATE_PERCENT);
    *ret_encoder = encoder;
    return CSIP_OK;
}

void csip__vp8_encoder_free(csip__vp8_encoder *encoder)
{
    if (!encoder)
        return;
    vpx_codec_destroy(&encoder->context);
    free(encoder);
}

csip_error csip__vp8_encode(csip__vp8_encoder *encoder, const csip_video_frame *picture,
                            uint64_t number, bool is_key_frame, csip_str *ret_frame)
{
    vpx_image_t image;
    vpx_img_wrap(&image, VPX_IMG_FMT_I420, encoder->width, encoder->height, 1,
                 (unsigned char *)picture->plane[0]);
    for (int i = 0; i < 3; i++) {
        image.planes[i] = (unsigned char *)picture->plane[i];
        image.stride[i] = (int)picture->stride[i];
    }
    vpx_enc_frame_flags_t flags = is_key_frame ? VPX_EFLAG_FORCE_KF : 0;
    if (vpx_codec_encode(&encoder->context, &image, (vpx_codec_pts_t)number, 1, flags,
                         VPX_DL_REALTIME) != VPX_CODEC_OK)
        return CSIP_ERROR_MEDIA;
    *ret_frame = (csip_str){0};
    vpx_codec_iter_t iterator = NULL;
    const vpx_codec_cx_pkt_t *packet;
    while ((packet = vpx_codec_get_cx_data(&encoder->context, &iterator)))
        if (packet->kind == VPX_CODEC_CX_FRAME_PKT)
            *ret_frame = (csip_str){packet->data.frame.buf, packet->data.frame.sz};
    return CSIP_OK;
}

csip_error csip__vp8_decoder_new(csip__vp8_decoder **ret_decoder)
{
    csip__vp8_decoder *decoder = calloc(1, sizeof(*decoder));
    if (!decoder)
        return CSIP_ERROR_NOMEM;
    vpx_codec_dec_cfg_t config = {.threads = 1};
    if (vpx_codec_dec_init(&decoder->context, vpx_codec_vp8_dx(), &config, 0) != VPX_CODEC_OK) {
        free(decoder);
        return CSIP_ERROR_MEDIA;
    }
    *ret_decoder = decoder;
    return CSIP_OK;
}

void csip__vp8_decoder_free(csip__vp8_decoder *decoder)
{
    if (!decoder)
        return;
    vpx_codec_destroy(&decoder->context);
    free(decoder);
}

/* The size stands in a key frame's header; a peer must not make us allocate without limit. */
static bool is_too_large(csip_str frame)
{
    vpx_codec_stream_info_t info = {.sz = sizeof(info)};
    if (vpx_codec_peek_stream_info(vpx_codec_vp8_dx(), (const uint8_t *)frame.ptr,
                                   (unsigned)frame.len, &info) != VPX_CODEC_OK)
        return false; /* not a key frame, or damaged: the decoder says which */
    return info.is_kf && (info.w > PICTURE_MAX || info.h > PICTURE_MAX);
}

csip_error csip__vp8_decode(csip__vp8_decoder *decoder, csip_str frame,
                            csip_video_frame *ret_picture)
{
    if (is_too_large(frame) || vpx_codec_decode(&decoder->context, (const uint8_t *)frame.ptr,
                                                (unsigned)frame.len, NULL, 0) != VPX_CODEC_OK)
        return CSIP_ERROR_MEDIA;
    vpx_codec_iter_t iterator = NULL;
    const vpx_image_t *image = vpx_codec_get_frame(&decoder->context, &iterator);
    if (!image)
        return CSIP_ERROR_MEDIA;
    *ret_picture = (csip_video_frame){.width = image->d_w, .height = image->d_h};
    for (int i = 0; i < 3; i++) {
        ret_picture->plane[i] = image->planes[i];
        ret_picture->stride[i] = (unsigned)image->stride[i];
    }
    return CSIP_OK;
}
