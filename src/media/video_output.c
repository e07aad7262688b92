#include <media/video_io.h>

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

struct csip__video_output {
    csip_video_sink sink;
    FILE *png;
    char *path;
    uint8_t *kept; /* the last picture, its planes without gaps */
    size_t kept_cap;
    unsigned width, height; /* 0: none was kept */
};

static csip_error open_png(csip__video_output *output, const char *path,
                           csip__media_problem *problem)
{
    output->path = strdup(path);
    if (!output->path)
        return CSIP_ERROR_NOMEM;
    output->png = fopen(path, "wb");
    if (output->png)
        return CSIP_OK;
    snprintf(problem->text, sizeof(problem->text), "cannot write the picture file %s: %s", path,
             strerror(errno));
    return CSIP_ERROR_DENIED;
}

csip_error csip__video_output_open(const csip_video_sink *sink, csip__media_problem *ret_problem,
                                   csip__video_output **ret_output)
{
    ret_problem->text[0] = '\0';
    csip__video_output *output = calloc(1, sizeof(*output));
    if (!output)
        return CSIP_ERROR_NOMEM;
    if (sink) {
        output->sink = *sink;
        output->sink.png_path = NULL; /* borrowed for the call only */
    }
    csip_error error = CSIP_OK;
    if (sink && sink->png_path)
        error = open_png(output, sink->png_path, ret_problem);
    if (error) {
        free(output->path);
        free(output);
        return error;
    }
    *ret_output = output;
    return CSIP_OK;
}

static void keep(csip__video_output *output, const csip_video_frame *picture)
{
    size_t chroma_width = (picture->width + 1) / 2;
    size_t chroma_height = (picture->height + 1) / 2;
    size_t len = (size_t)picture->width * picture->height + 2 * chroma_width * chroma_height;
    output->width = 0;
    if (len > output->kept_cap) {
        uint8_t *grown = realloc(output->kept, len);
        if (!grown)
            return;
        output->kept = grown;
        output->kept_cap = len;
    }
    uint8_t *to = output->kept;
    for (int i = 0; i < 3; i++) {
        size_t width = i == 0 ? picture->width : chroma_width;
        size_t height = i == 0 ? picture->height : chroma_height;
        for (size_t row = 0; row < height; row++, to += width)
            memcpy(to, picture->plane[i] + row * picture->stride[i], width);
    }
    output->width = picture->width;
    output->height = picture->height;
}

void csip__video_output_write(csip__video_output *output, const csip_video_frame *picture)
{
    if (output->png)
        keep(output, picture);
    if (output->sink.on_frame)
        output->sink.on_frame(output->sink.user, picture);
}

static uint8_t limited(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* BT.601, limited range. */
static void to_rgb(const csip__video_output *output, uint8_t *rgb)
{
    size_t chroma_width = (output->width + 1) / 2;
    size_t chroma_height = (output->height + 1) / 2;
    const uint8_t *luma = output->kept;
    const uint8_t *blue = luma + (size_t)output->width * output->height;
    const uint8_t *red = blue + chroma_width * chroma_height;
    for (size_t y = 0; y < output->height; y++) {
        for (size_t x = 0; x < output->width; x++, rgb += 3) {
            size_t chroma = y / 2 * chroma_width + x / 2;
            int c = 298 * (luma[y * output->width + x] - 16) + 128;
            int d = blue[chroma] - 128;
            int e = red[chroma] - 128;
            rgb[0] = limited((c + 409 * e) >> 8);
            rgb[1] = limited((c - 100 * d - 208 * e) >> 8);
            rgb[2] = limited((c + 516 * d) >> 8);
        }
    }
}

static bool write_png(csip__video_output *output)
{
    uint8_t *rgb = output->width ? malloc((size_t)output->width * output->height * 3) : NULL;
    if (!rgb)
        return false;
    to_rgb(output, rgb);
    png_image image = {
        .version = PNG_IMAGE_VERSION,
        .width = output->width,
        .height = output->height,
        .format = PNG_FORMAT_RGB,
    };
    bool is_written = png_image_write_to_stdio(&image, output->png, 0, rgb, 0, NULL);
    free(rgb);
    return is_written;
}

void csip__video_output_close(csip__video_output *output)
{
    if (!output)
        return;
    if (output->png) {
        bool is_written = write_png(output);
        fclose(output->png);
        /* an empty file would be taken for a picture */
        if (!is_written)
            remove(output->path);
    }
    free(output->path);
    free(output->kept);
    free(output);
}
