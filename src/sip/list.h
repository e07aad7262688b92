#ifndef CSIP_SIP_LIST_H
#define CSIP_SIP_LIST_H

#include <csip/message.h>

/** Offset of the comma that ends the element at `from`, or value.len; quotes and <> hide commas. */
size_t csip__list_element_end(csip_str value, size_t from);

/** The next non-empty element of one value, trimmed; `offset` begins at 0. */
bool csip__list_next(csip_str value, size_t *offset, csip_str *ret_element);

#endif
