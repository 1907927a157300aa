// SPDX-License-Identifier: GPL-2.0-or-later
// The root programs on one interface: as XDP, native or generic; or on the ingress side of tc, see tc_attach.h.
//
// Attached once: an attachment that a predecessor left is kept and the interface is not touched.
#pragma once

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
    Hook hook = Hook::Xdp;
    bool reused = false; // was attached already: the interface was not touched
    std::string why;     // "veth does not reset its link"
};

// An attachment, and the link that holds it; tc filters hold themselves.
struct Attached {
    Attachment attachment;
    std::uint32_t root = 0; // the number of the program
    os::Fd link;
    std::string link_pin;
    std::set<std::uint32_t> overtaken; // numbers of programs that were before ours on tcx once
};

// ours: what this process has on the interface already, if anything. Where this succeeds, nothing runs before the root
// program on tc that may keep adverts from it.
Result<Attached> attach(const RootPrograms& programs, const Pins& pins, const Interface& interface,
                        AttachMode mode, std::optional<Attached> ours);

// Why packets of the interface do not reach the root program, as the kernel has it now; empty: they do.
std::string trouble_of(const Pins& pins, const Attached& attached);

void detach(const Attached& attached, const Pins& pins);

// Pins of links whose interface is gone.
void remove_dead_links(const Pins& pins);

} // namespace xvrrp::datapath
