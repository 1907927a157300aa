// SPDX-License-Identifier: GPL-2.0-or-later
// The root programs on one interface: as XDP, native or generic, by a link; or as a tc filter.
//
// Attached once: an attachment that a predecessor left is kept and the interface is not touched.
#pragma once

#include "datapath/root_programs.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::datapath {

enum class AttachMode : std::uint8_t { Auto, Native, Generic, Tc };

std::string_view name(AttachMode mode);
std::optional<AttachMode> attach_mode_from(std::string_view name);

// An interface of a network namespace, which is given by its inode number.
struct Interface {
    std::uint32_t netns = 0;
    int index = 0;
    std::string name;
};

// How one interface was attached, and why so, for the one log line about it.
struct Attachment {
    int ifindex = 0;
    AttachMode mode = AttachMode::Native; // never Auto
    bool reused = false;                  // was attached already: the interface was not touched
    std::string why;                      // "veth does not reset its link"
};

// An attachment, and the link that holds it; tc filters hold themselves.
struct Attached {
    Attachment attachment;
    os::Fd link;
    std::string link_pin;
};

// ours: what this process has on the interface already, if anything.
Result<Attached> attach(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                        AttachMode mode, std::optional<Attached> ours);

void detach(const Attached& attached, const Pins& pins);

// Pins of links whose interface is gone.
void remove_dead_links(const Pins& pins);

} // namespace xvrrp::datapath
