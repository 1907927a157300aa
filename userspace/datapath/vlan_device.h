// SPDX-License-Identifier: GPL-2.0-or-later
// VLAN interfaces with reorder_hdr off: the kernel puts the tag back into each frame before tc sees it. Such a frame
// looks like one with a second tag, so its adverts would be those of another VLAN.
#pragma once

#include "core/bytes.h"

namespace xvrrp::datapath {

// Asks the kernel. False for any other interface, and if the kernel does not answer.
bool leaves_tag_in_frames(int ifindex);

// The same from the answer of RTM_GETLINK.
bool says_tag_in_frames(core::ByteView answer);

} // namespace xvrrp::datapath
