// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/keywords.h"

#include <algorithm>
#include <initializer_list>

namespace xvrrp::config {

std::span<const Keyword> keywords() {
    static const std::vector<Keyword> all = [] {
        std::vector<Keyword> rows;
        for (const std::span<const Keyword> part :
             {keywords_of_vrrp(), keywords_of_routing(), keywords_without_effect(), keywords_refused()})
            rows.insert(rows.end(), part.begin(), part.end());
        return rows;
    }();
    return all;
}

const Keyword* find_keyword(Block where, std::string_view name) {
    const auto all = keywords();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Keyword& keyword) {
        return keyword.where == where && keyword.name == name;
    });
    return found == all.end() ? nullptr : &*found;
}

SecretKeywords secret_keywords() {
    SecretKeywords names;
    for (const Keyword& keyword : keywords()) {
        if (keyword.secret)
            names.push_back(keyword.name);
    }
    return names;
}

std::string_view place(Block block) {
    switch (block) {
    case Block::File:
        return "at the top level";
    case Block::GlobalDefs:
        return "in global_defs";
    case Block::VrrpInstance:
        return "in vrrp_instance";
    case Block::Authentication:
        return "in authentication";
    case Block::AuthHmac:
        return "in auth_hmac";
    case Block::Addresses:
        return "in an address line";
    case Block::Peers:
        return "in a unicast_peer line";
    case Block::LinkDelays:
        return "in interface_up_down_delays";
    case Block::Routes:
        return "in a route line";
    case Block::Rules:
        return "in a rule line";
    case Block::TrackGroup:
        return "in track_group";
    }
    return {};
}

} // namespace xvrrp::config
