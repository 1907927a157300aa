// SPDX-License-Identifier: GPL-2.0-or-later
// The options behind an address: their readers, and what they make of it together. keepalived's effective values.
#pragma once

#include "config/grammar/draft.h"
#include "config/grammar/keywords.h"

#include <optional>
#include <string>
#include <string_view>

namespace xvrrp::config {

std::uint8_t host_length(core::Family family); // 32, 128
std::uint8_t read_prefix_length(const Token& word, std::string_view length, core::Family family,
                                Draft& draft);

// draft.address once all of its options were read; nothing where it is skipped for one of them.
std::optional<core::VirtualAddress> finish_address(Draft& draft);

bool read_address_dev(const Keyword& keyword, const Node& node, Draft& draft);
bool read_address_scope(const Keyword& keyword, const Node& node, Draft& draft);
bool read_address_label(const Keyword& keyword, const Node& node, Draft& draft);
bool read_address_broadcast(const Keyword& keyword, const Node& node, Draft& draft);
bool read_address_peer(const Keyword& keyword, const Node& node, Draft& draft);
bool read_preferred_lft(const Keyword& keyword, const Node& node, Draft& draft);
bool read_noprefixroute(const Keyword& keyword, const Node& node, Draft& draft);
bool read_autojoin(const Keyword& keyword, const Node& node, Draft& draft);
bool read_address_track_group(const Keyword& keyword, const Node& node, Draft& draft);
bool read_no_track(const Keyword& keyword, const Node& node, Draft& draft);

// Whether the address is of the family that the option is for; otherwise it is ignored with a warning.
bool is_of_family(core::Family family, const Node& node, Draft& draft);

template <bool core::AddressAttributes::*Flag>
bool read_ipv6_flag(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    if (is_of_family(core::Family::Ipv6, node, draft))
        draft.address.placed.attributes.*Flag = true;
    return true;
}

} // namespace xvrrp::config
