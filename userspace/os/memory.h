// SPDX-License-Identifier: GPL-2.0-or-later
// The freed memory that the allocator keeps for itself.
#pragma once

namespace xvrrp::os {

// Large blocks go back to the kernel at once when they are freed. By default the allocator learns from the first of
// them to keep the next ones, so a daemon would keep all that it needed while it read its configuration.
void give_back_large_blocks();

// Gives back everything that is free now. It takes a few milliseconds if much is.
void give_back_freed_memory();

} // namespace xvrrp::os
