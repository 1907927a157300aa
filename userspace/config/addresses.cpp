// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/host.h"
#include "config/number.h"
#include "config/statements.h"

#include <algorithm>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

std::uint8_t read_prefix_length(const Token& word, std::string_view length, int most, Draft& draft) {
    const auto number = parse_number(length, 0);
    if (number && number->value >= 0 && number->value <= most)
        return static_cast<std::uint8_t>(number->value);
    draft.report(warning(word.where, fmt::format("the prefix length of {} is not in 0..{}, using {}",
                                                 in_quotes(word), most, most)));
    return static_cast<std::uint8_t>(most);
}

void add(const Token& word, const core::InterfaceAddress& address, Draft& draft) {
    auto& addresses = draft.instances.back().addresses;
    if (addresses.size() > VRRP_MAX_ADDRESSES) // one too many is enough to refuse them all
        return;
    if (address.address.is_unspecified() || address.address.is_multicast())
        draft.report(warning(word.where, fmt::format("{} is not an address of a host", in_quotes(word))));
    else if (addresses.empty() && address.address.family == core::Family::Ipv6 &&
             !address.address.is_link_local())
        draft.report(
            warning(word.where, fmt::format("{} is the first address and not link-local", in_quotes(word)),
                    "RFC 9568 section 5.2.9: start with an address in fe80::/10 for the virtual router"));
    if (std::find(addresses.begin(), addresses.end(), address) != addresses.end())
        draft.report(note(word.where, fmt::format("{} is in the list already", in_quotes(word))));
    addresses.push_back(address);
}

void read_options(const Node& line, Draft& draft) {
    for (auto word = line.words.begin() + 1; word != line.words.end(); ++word) {
        if (find_keyword(Block::Addresses, word->text) != nullptr) {
            draft.report(error(word->where,
                               fmt::format("address option '{}' is not supported yet", word->text),
                               "only ADDRESS[/LENGTH] for now"));
            return;
        }
        report_unknown_option(*word, "address", draft);
    }
}

void read_address(const Node& line, Draft& draft) {
    const Token& word = line.words.front();
    if (line.has_block)
        draft.report(
            error(word.where, fmt::format("{} takes no block", in_quotes(word)), missing_brace_hint(word)));
    const std::string_view text = word.text;
    const std::size_t slash = text.find('/');
    const auto address = read_host(word, text.substr(0, slash), draft);
    if (!address)
        return;
    const int host = address->family == core::Family::Ipv6 ? 128 : 32;
    const std::uint8_t length = slash == std::string_view::npos
                                    ? static_cast<std::uint8_t>(host)
                                    : read_prefix_length(word, text.substr(slash + 1), host, draft);
    add(word, {*address, length}, draft);
    read_options(line, draft);
}

} // namespace

bool read_virtual_ipaddress(const Keyword& /*keyword*/, const Node& node, Draft& draft) {
    for (const Node& line : node.children)
        read_address(line, draft);
    return false;
}

} // namespace xvrrp::config
