// SPDX-License-Identifier: GPL-2.0-or-later
// The blocks of addresses: those that adverts name, those that they do not, and those that are always there.
#include "config/grammar/setting.h"
#include "config/vrrp/address_options.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::VirtualAddress;

// This is keepalived's default.
constexpr const char* kDefaultInterface = "eth0";

using ReadHost = std::optional<core::IpAddress> (*)(const Token& word, std::string_view text, Draft& draft);

std::optional<VirtualAddress> read_address(const Node& line, ReadHost read, Draft& draft) {
    const Token& word = line.words.front();
    if (line.has_block)
        draft.report(
            error(word.where, fmt::format("{} takes no block", in_quotes(word)), missing_brace_hint(word)));
    const std::string_view text = word.text;
    const std::size_t slash = text.find('/');
    const auto address = read(word, text.substr(0, slash), draft);
    if (!address)
        return std::nullopt;
    if (address->is_unspecified() || address->is_multicast())
        draft.report(warning(word.where, fmt::format("{} is not an address of a host", in_quotes(word))));
    const bool has_length = slash != std::string_view::npos;
    const std::uint8_t length = has_length
                                    ? read_prefix_length(word, text.substr(slash + 1), address->family, draft)
                                    : host_length(address->family);
    draft.address = {word, {*address, length}, word.where, has_length, false, {}, false, {}, {}};
    read_options(line, Block::Addresses, "address", draft);
    return finish_address(draft);
}

void need_interface(const VirtualAddress& address, std::string by, Draft& draft) {
    if (!address.interface.empty())
        draft.needs.push_back(
            {HostNeed::Kind::Interface, address.interface, std::move(by), draft.address.interface_at});
}

std::string by_current(Draft& draft) {
    return fmt::format("({})", current(draft).name.text);
}

void note_repeated(std::set<core::InterfaceAddress>& seen, const VirtualAddress& address, Draft& draft) {
    if (!seen.insert(address.carried()).second)
        draft.report(note(draft.address.word.where,
                          fmt::format("{} is in the list already", in_quotes(draft.address.word))));
}

// What the line says of a virtual address beside the address.
void note_options(const VirtualAddress& address, Draft& draft) {
    if (draft.address.group)
        draft.report(warning(draft.address.group->where, "track_group is for what is static, ignoring it"));
    if (draft.address.use_vmac)
        current(draft).own_vmacs.emplace(address.carried(), *draft.address.use_vmac);
}

// RFC 9568 section 5.2.9.
void check_first(const Token& word, const core::IpAddress& address, Draft& draft) {
    if (address.family == core::Family::Ipv6 && !address.is_link_local() && !address.is_multicast() &&
        !address.is_unspecified())
        draft.report(
            warning(word.where, fmt::format("{} is the first address and not link-local", in_quotes(word)),
                    "RFC 9568 section 5.2.9: start with an address in fe80::/10 for the virtual router"));
}

bool read_virtual_ipaddress(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    auto& addresses = current(draft).addresses;
    for (const Node& line : node.children) {
        const auto address = read_address(line, read_host, draft);
        if (!address || addresses.size() > VRRP_MAX_ADDRESSES) // one too many is enough to refuse them all
            continue;
        if (addresses.empty())
            check_first(draft.address.word, address->address, draft);
        note_repeated(current(draft).seen_addresses, *address, draft);
        need_interface(*address, by_current(draft), draft);
        note_options(*address, draft);
        addresses.push_back(*address);
    }
    return false;
}

bool read_virtual_ipaddress_excluded(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    auto& excluded = current(draft).excluded;
    for (const Node& line : node.children) {
        const auto address = read_address(line, read_any_host, draft);
        if (!address)
            continue;
        note_repeated(current(draft).seen_excluded, *address, draft);
        need_interface(*address, by_current(draft), draft);
        note_options(*address, draft);
        excluded.push_back(*address);
    }
    return false;
}

bool read_default_interface(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.default_interface, node.words[1].text, keyword, node, draft);
    return true;
}

// The default interface is the one that stands before them, as in keepalived.
bool read_static_ipaddress(const Keyword& keyword, const Node& node, Draft& draft) {
    for (const Node& line : node.children) {
        auto address = read_address(line, read_any_host, draft);
        if (!address)
            continue;
        if (address->interface.empty())
            address->interface = draft.default_interface ? draft.default_interface->value : kDefaultInterface;
        address->track_group = resolve_track_group(draft.address.group, address->track, true, draft);
        if (!std::exchange(address->track, true))
            draft.report(warning(draft.address.word.where,
                                 "no_track beside a static address, which nothing tracks, ignoring it"));
        if (draft.address.use_vmac)
            draft.report(warning(*draft.address.use_vmac,
                                 "use_vmac beside a static address, which has no VRID, ignoring it"));
        need_interface(*address, std::string(keyword.name), draft);
        draft.static_addresses.push_back(*address);
    }
    return false;
}

std::vector<std::string> lines_of(const std::vector<VirtualAddress>& addresses) {
    std::vector<std::string> lines;
    lines.reserve(addresses.size());
    for (const VirtualAddress& each : addresses)
        lines.push_back(address_line(each));
    return lines;
}

template <auto Member>
Values show_addresses(const core::VirtualRouterConfig& router) {
    return in_block(lines_of(router.*Member));
}

Values show_static_ipaddress(const Config& config) {
    return in_block(lines_of(config.static_addresses));
}

// clang-format off
constexpr std::array kAddressesRows = std::to_array<Keyword>({
    {"static_ipaddress", Block::File, kNone, Block::Addresses, read_static_ipaddress, show_static_ipaddress, "",
     "These addresses are there as long as the daemon runs. Each line is ADDRESS[/LENGTH] and its options."},
    {"default_interface", Block::GlobalDefs, text("INTERFACE"), {}, read_default_interface, {}, "eth0",
     "Static addresses that stand behind this line and name no interface are on this one."},
    {"virtual_ipaddress", Block::VrrpInstance, kNone, Block::Addresses, read_virtual_ipaddress, show_addresses<&core::VirtualRouterConfig::addresses>, "",
     "The master holds these addresses. Each line is ADDRESS[/LENGTH] and its options. Version 3 requires the block."},
    {"virtual_ipaddress_excluded", Block::VrrpInstance, kNone, Block::Addresses, read_virtual_ipaddress_excluded, show_addresses<&core::VirtualRouterConfig::excluded>, "",
     "The master also holds these addresses, of either family, which no advert names."},
});
// clang-format on

} // namespace

Rows address_rows() {
    return kAddressesRows;
}

} // namespace xvrrp::config
