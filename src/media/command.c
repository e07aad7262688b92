#include <media/command.h>

#include <stdlib.h>

csip__command *csip__command_new(csip__command_kind kind, csip__peer_key key, size_t text_len)
{
    csip__command *command = calloc(1, sizeof *command + text_len);
    if (command) {
        command->kind = kind;
        command->key = key;
    }
    return command;
}

void csip__command_free(csip__command *command)
{
    if (!command)
        return;
    csip__settings_free(command->settings);
    csip__io_free(command->io);
    free(command);
}
