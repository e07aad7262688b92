#include <media/video_io.h>

#include <stdio.h>
#include <stdlib.h>

enum {
    WIDTH = 320,
    HEIGHT = 240,
    FPS = 15,
    SIZE_MIN = 16,
    BARS = 8,          /* across the picture */
    BAR_CONTRAST = 20, /* lighter and darker by as much, so that the mean stays the background's */
    SPEED = 4,         /* pixels a picture */
    SQUARE_PART = 6,   /* of the picture's height */
    LUMA_BLACK = 16,   /* BT.601, limited range */
    LUMA_WHITE = 235,
    CHROMA_GREY = 128,
};

struct csip__video_input {
    csip_video_source source;
    uint8_t yuv[3]; /* of the background */
    size_t chroma_width, chroma_height;
    uint8_t *luma, *blue, *red; /* one allocation, at luma */
};

/* BT.601, limited range. */
static void to_yuv(uint32_t rgb, uint8_t *yuv)
{
    int r = (int)(rgb >> 16 & 0xFF);
    int g = (int)(rgb >> 8 & 0xFF);
    int b = (int)(rgb & 0xFF);
    yuv[0] = (uint8_t)(((66 * r + 129 * g + 25 * b + 128) >> 8) + LUMA_BLACK);
    yuv[1] = (uint8_t)(((-38 * r - 74 * g + 112 * b + 128) >> 8) + CHROMA_GREY);
    yuv[2] = (uint8_t)(((112 * r - 94 * g - 18 * b + 128) >> 8) + CHROMA_GREY);
}

static csip_video_source with_defaults(const csip_video_source *given)
{
    csip_video_source source = {.rgb = 0x808080};
    if (given)
        source = *given;
    source.width = source.width ? source.width : WIDTH;
    source.height = source.height ? source.height : HEIGHT;
    source.fps = source.fps ? source.fps : FPS;
    return source;
}

static bool is_valid(const csip_video_source *source)
{
    return source->width >= SIZE_MIN && source->width <= CSIP__VIDEO_WIDTH_MAX &&
           source->height >= SIZE_MIN && source->height <= CSIP__VIDEO_HEIGHT_MAX &&
           source->fps <= CSIP__VIDEO_FPS_MAX &&
           (source->kind == CSIP_VIDEO_PICTURE || source->kind == CSIP_VIDEO_BLACK);
}

csip_error csip__video_input_open(const csip_video_source *source, csip__media_problem *ret_problem,
                                  csip__video_input **ret_input)
{
    csip_video_source whole = with_defaults(source);
    ret_problem->text[0] = '\0';
    if (!is_valid(&whole)) {
        snprintf(ret_problem->text, sizeof(ret_problem->text),
                 "the picture's size or rate is not within %dx%d to %dx%d at %d a second", SIZE_MIN,
                 SIZE_MIN, CSIP__VIDEO_WIDTH_MAX, CSIP__VIDEO_HEIGHT_MAX, CSIP__VIDEO_FPS_MAX);
        return CSIP_ERROR_ARGUMENT;
    }
    csip__video_input *input = calloc(1, sizeof(*input));
    if (!input)
        return CSIP_ERROR_NOMEM;
    input->source = whole;
    to_yuv(whole.rgb, input->yuv);
    input->chroma_width = (whole.width + 1) / 2;
    input->chroma_height = (whole.height + 1) / 2;
    size_t luma_len = (size_t)whole.width * whole.height;
    size_t chroma_len = input->chroma_width * input->chroma_height;
    input->luma = malloc(luma_len + 2 * chroma_len);
    if (!input->luma) {
        free(input);
        return CSIP_ERROR_NOMEM;
    }
    input->blue = input->luma + luma_len;
    input->red = input->blue + chroma_len;
    *ret_input = input;
    return CSIP_OK;
}

void csip__video_input_close(csip__video_input *input)
{
    if (!input)
        return;
    free(input->luma);
    free(input);
}

const csip_video_source *csip__video_input_format(const csip__video_input *input)
{
    return &input->source;
}

static uint8_t luma_limited(int luma)
{
    return (uint8_t)(luma < LUMA_BLACK ? LUMA_BLACK : luma > LUMA_WHITE ? LUMA_WHITE : luma);
}

/* Each row is the first. */
static void draw_bars(csip__video_input *input, uint64_t number)
{
    size_t width = input->source.width;
    size_t bar = width / BARS;
    size_t shift = (size_t)(number * SPEED % (2 * bar));
    uint8_t light = luma_limited(input->yuv[0] + BAR_CONTRAST);
    uint8_t dark = luma_limited(input->yuv[0] - BAR_CONTRAST);
    for (size_t x = 0; x < width; x++)
        input->luma[x] = (x + shift) / bar % 2 ? light : dark;
    for (size_t y = 1; y < input->source.height; y++)
        memcpy(input->luma + y * width, input->luma, width);
}

/* Down and up, and across, at speeds that do not meet. */
static void draw_square(csip__video_input *input, uint64_t number)
{
    size_t width = input->source.width;
    size_t height = input->source.height;
    size_t side = (width < height ? width : height) / SQUARE_PART;
    size_t x = (size_t)(number * SPEED % (width - side));
    size_t down = (size_t)(number * (SPEED / 2) % (2 * (height - side)));
    size_t y = down < height - side ? down : 2 * (height - side) - down;
    uint8_t luma = input->yuv[0] > CHROMA_GREY ? LUMA_BLACK : LUMA_WHITE;
    for (size_t row = y; row < y + side; row++)
        memset(input->luma + row * width + x, luma, side);
}

void csip__video_input_draw(csip__video_input *input, uint64_t number, bool is_black,
                            csip_video_frame *ret_picture)
{
    size_t width = input->source.width;
    size_t chroma_len = input->chroma_width * input->chroma_height;
    is_black = is_black || input->source.kind == CSIP_VIDEO_BLACK;
    memset(input->blue, is_black ? CHROMA_GREY : input->yuv[1], chroma_len);
    memset(input->red, is_black ? CHROMA_GREY : input->yuv[2], chroma_len);
    if (is_black) {
        memset(input->luma, LUMA_BLACK, width * input->source.height);
    } else {
        draw_bars(input, number);
        draw_square(input, number);
    }
    unsigned chroma_stride = (unsigned)input->chroma_width;
    *ret_picture = (csip_video_frame){
        .plane = {input->luma, input->blue, input->red},
        .stride = {input->source.width, chroma_stride, chroma_stride},
        .width = input->source.width,
        .height = input->source.height,
    };
}
