// SPDX-License-Identifier: GPL-2.0-or-later
#include "os/memory.h"

#include <malloc.h>

namespace xvrrp::os {

void give_back_large_blocks() {
#ifdef M_MMAP_THRESHOLD
    constexpr int kLarge = 128 * 1024;
    mallopt(M_MMAP_THRESHOLD, kLarge);
#endif
}

void give_back_freed_memory() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace xvrrp::os
