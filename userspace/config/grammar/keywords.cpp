// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/keywords.h"

#include <algorithm>
#include <array>

namespace xvrrp::config {
namespace {

using Part = Rows (*)();

constexpr std::array<Part, 41> kParts{
    process_rows,        reloading_rows,     dumping_rows,    instance_rows,       election_rows,
    authentication_rows, hmac_rows,          advert_rows,     interface_rows,      unicast_rows,
    vmac_rows,           ipvlan_rows,        acceptance_rows, garp_rows,           garp_group_rows,
    track_group_rows,    sync_group_rows,    tracking_rows,   track_file_rows,     check_script_rows,
    script_rows,         track_process_rows, staged_rows,     stand_in_rows,       notify_rows,
    mail_rows,           notify_global_rows, address_rows,    address_option_rows, address_vmac_rows,
    strict_rows,         routing_rows,       route_rows,      route_metric_rows,   route_encap_rows,
    route_keeping_rows,  nexthop_rows,       rule_rows,       rule_keeping_rows,   rows_without_effect,
    refused_rows};

constexpr std::size_t kBlocks = static_cast<std::size_t>(Block::Tracked) + 1;

using RowPointers = std::vector<const Keyword*>;

// The rows of each block.
struct Index {
    std::array<RowPointers, kBlocks> in_order;
    std::array<RowPointers, kBlocks> by_name;
};

const Index& index() {
    static const Index made = [] {
        Index index;
        for (const Keyword& row : keywords())
            index.in_order[static_cast<std::size_t>(row.where)].push_back(&row);
        index.by_name = index.in_order;
        for (RowPointers& rows : index.by_name)
            std::ranges::stable_sort(rows, {}, &Keyword::name);
        return index;
    }();
    return made;
}

} // namespace

Rows keywords() {
    static const std::vector<Keyword> all = [] {
        std::vector<Keyword> rows;
        for (const Part part : kParts) {
            const Rows more = part();
            rows.insert(rows.end(), more.begin(), more.end());
        }
        return rows;
    }();
    return all;
}

std::span<const Keyword* const> keywords_in(Block block) {
    return index().in_order[static_cast<std::size_t>(block)];
}

const Keyword* find_keyword(Block where, std::string_view name) {
    const RowPointers& rows = index().by_name[static_cast<std::size_t>(where)];
    const auto found = std::ranges::lower_bound(rows, name, {}, &Keyword::name);
    return found != rows.end() && (*found)->name == name ? *found : nullptr;
}

SecretKeywords secret_keywords() {
    SecretKeywords names;
    for (const Keyword& keyword : keywords()) {
        if (keyword.secret)
            names.push_back(keyword.name);
    }
    return names;
}

void append_option(const Keyword& option, const Values& values, std::string& line) {
    for (const Value& value : values) {
        line.append(line.empty() ? "" : " ").append(option.name);
        if (!value.text.empty())
            line.append(" ").append(value.text);
    }
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
    case Block::GarpGroup:
        return "in garp_group";
    case Block::LinkDelays:
        return "in interface_up_down_delays";
    case Block::Routes:
        return "in a route line";
    case Block::Rules:
        return "in a rule line";
    case Block::TrackGroup:
        return "in track_group";
    case Block::SyncGroup:
        return "in vrrp_sync_group";
    case Block::TrackFile:
        return "in vrrp_track_file";
    case Block::CheckScript:
        return "in vrrp_script";
    case Block::TrackProcess:
        return "in vrrp_track_process";
    case Block::TrackAny:
        return "in track_any";
    case Block::Tracked:
        return "in a line of what is tracked";
    }
    return {};
}

} // namespace xvrrp::config
