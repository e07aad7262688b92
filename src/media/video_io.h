#ifndef CSIP_MEDIA_VIDEO_IO_H
#define CSIP_MEDIA_VIDEO_IO_H

#include <media/stream.h>

/** Both ends of a video stream in pictures, I420. */

enum {
    CSIP__VIDEO_WIDTH_MAX = 1920,
    CSIP__VIDEO_HEIGHT_MAX = 1080,
    CSIP__VIDEO_FPS_MAX = 60,
};

/** The source's settings, with its defaults filled in. */
const csip_video_source *csip__video_input_format(const csip__video_input *input);

/** Draw picture `number`; its planes are good until the next call. */
void csip__video_input_draw(csip__video_input *input, uint64_t number, bool is_black,
                            csip_video_frame *ret_picture);

/** Hand on and keep. */
void csip__video_output_write(csip__video_output *output, const csip_video_frame *picture);

#endif
