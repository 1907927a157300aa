// SPDX-License-Identifier: GPL-2.0-or-later
// The root programs on one interface: as native or generic XDP, or on the ingress side of tc (see
// tc_attach.h).
//
// An interface is attached to once: an attachment of a predecessor is kept, and the interface is not touched.
#pragma once

#include "core/types.h"
#include "datapath/root_programs.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace xvrrp::datapath {

enum class AttachMode : std::uint8_t { Auto, Native, Generic, Tc };

std::string_view name(AttachMode mode);
std::optional<AttachMode> attach_mode_from(std::string_view name);

enum class Hook : std::uint8_t { Xdp, Tcx, Filter };

std::string_view name(Hook hook);

// An interface of a network namespace, which is named by its inode number.
struct Interface {
    std::uint32_t netns = 0;
    core::InterfaceIndex index{};
    std::string name;
};

// The attachment of one interface and the reason for it, for the one log line about it.
struct Attachment {
    core::InterfaceIndex index{};
    AttachMode mode = AttachMode::Native; // never Auto
    Hook hook = Hook::Xdp;
    bool reused = false; // the attachment was there already, so the interface was not touched
    std::string why;     // "veth does not reset its link"
};

// An attachment, and the BPF link that holds it. A tc filter needs none.
struct Attached {
    Attachment attachment;
    std::uint32_t root = 0; // the number of the root program
    os::Fd bpf_link;
    std::string bpf_link_pin;
    std::set<std::uint32_t> overtaken; // the numbers of programs that once ran before ours on tcx
    bool made_clsact = false;          // the qdisc that its tc filter hangs on was not there before
};

// ours is the attachment that this process has on the interface already, if any. After success on tc no
// program runs before the root that may keep adverts from it.
Result<Attached> attach(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                        AttachMode mode, std::optional<Attached> ours);

// Returns why packets of the interface do not reach the root program at this moment, or an empty text if they
// do.
std::string trouble_of(const Pins& pins, const Attached& attached);

void detach(const Attached& attached, const Pins& pins);

// True if the frames of this interface begin with an Ethernet header, and false if there is no such interface.
bool has_ethernet_frames(const std::string& interface);

// Removes all attachments of a predecessor.
void detach_all(const Pins& pins);

// Removes the pins of BPF links whose interface is gone.
void remove_dead_links(const Pins& pins);

} // namespace xvrrp::datapath
