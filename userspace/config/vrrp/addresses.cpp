// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/setting.h"
#include "config/text/number.h"
#include "config/vrrp/address_options.h"
#include "config/vrrp/host.h"
#include "config/vrrp/statements.h"
#include "config/vrrp/track_group.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::VirtualAddress;

// keepalived's, where nothing else is said.
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
    draft.address = {word, {*address, length}, word.where, has_length, false, {}, false, {}};
    read_options(line, Block::Addresses, "address", draft);
    return finish_address(draft);
}

void need_interface(const VirtualAddress& address, std::string by, Draft& draft) {
    if (!address.interface.empty())
        draft.needs.push_back(
            {HostNeed::Kind::Interface, address.interface, std::move(by), draft.address.interface_at});
}

std::string by_current(const Draft& draft) {
    return fmt::format("({})", draft.instances.back().name.text);
}

void note_repeated(const std::vector<VirtualAddress>& list, const VirtualAddress& address, Draft& draft) {
    if (std::ranges::find(list, address.carried(), &VirtualAddress::carried) != list.end())
        draft.report(note(draft.address.word.where,
                          fmt::format("{} is in the list already", in_quotes(draft.address.word))));
}

void ignore_group(Draft& draft) {
    if (draft.address.group)
        draft.report(warning(draft.address.group->where, "track_group is for what is static, ignoring it"));
}

} // namespace

bool read_virtual_ipaddress(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    auto& addresses = draft.instances.back().addresses;
    for (const Node& line : node.children) {
        const auto address = read_address(line, read_host, draft);
        if (!address || addresses.size() > VRRP_MAX_ADDRESSES) // one too many is enough to refuse them all
            continue;
        const Token& word = draft.address.word;
        if (addresses.empty() && address->address.family == core::Family::Ipv6 &&
            !address->address.is_link_local() && !address->address.is_multicast() &&
            !address->address.is_unspecified())
            draft.report(warning(
                word.where, fmt::format("{} is the first address and not link-local", in_quotes(word)),
                "RFC 9568 section 5.2.9: start with an address in fe80::/10 for the virtual router"));
        note_repeated(addresses, *address, draft);
        need_interface(*address, by_current(draft), draft);
        ignore_group(draft);
        addresses.push_back(*address);
    }
    return false;
}

bool read_virtual_ipaddress_excluded(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    auto& excluded = draft.instances.back().excluded;
    for (const Node& line : node.children) {
        const auto address = read_address(line, read_any_host, draft);
        if (!address)
            continue;
        note_repeated(excluded, *address, draft);
        need_interface(*address, by_current(draft), draft);
        ignore_group(draft);
        excluded.push_back(*address);
    }
    return false;
}

bool read_default_interface(const Keyword& keyword, const Node& node, Draft& draft) {
    set(draft.default_interface, node.words[1].text, keyword, node, draft);
    return true;
}

// As in keepalived, the default is the one that stands before them.
bool read_static_ipaddress(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children) {
        auto address = read_address(line, read_any_host, draft);
        if (!address)
            continue;
        if (address->interface.empty())
            address->interface = draft.default_interface ? draft.default_interface->value : kDefaultInterface;
        address->track_group = resolve_group(draft.address.group, address->track, true, draft);
        if (!std::exchange(address->track, true))
            draft.report(warning(draft.address.word.where,
                                 "no_track beside a static address, which nothing tracks, ignoring it"));
        need_interface(*address, "static_ipaddress", draft);
        draft.static_addresses.push_back(*address);
    }
    return false;
}

} // namespace xvrrp::config
