// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/host.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

void report_unknown_option(const Token& option, std::string_view what, Draft& draft) {
    const std::string_view text = option.text;
    if (core::IpAddress::from_text(text.substr(0, text.find('/'))))
        draft.report(warning(
            option.where, fmt::format("{} is a second address on its line, ignoring it", in_quotes(option)),
            "one address on each line"));
    else
        draft.report(
            warning(option.where, fmt::format("unknown {} option {}, ignoring it", what, in_quotes(option))));
}

} // namespace

std::string missing_brace_hint(const Token& word) {
    const bool is_keyword = find_keyword(Block::VrrpInstance, word.text) != nullptr ||
                            find_keyword(Block::File, word.text) != nullptr;
    return is_keyword ? "is a '}' missing before it?" : "";
}

bool takes_family(InstanceDraft& instance, core::Family family) {
    if (!instance.family)
        instance.family = family;
    return *instance.family == family;
}

void mark_unicast(const Node& node, Draft& draft) {
    InstanceDraft& instance = draft.instances.back();
    if (!instance.unicast)
        instance.unicast = node.keyword().where;
}

std::optional<core::IpAddress> read_any_host(const Token& word, std::string_view text, Draft& draft) {
    const auto address = core::IpAddress::from_text(text);
    if (!address)
        draft.report(warning(word.where, fmt::format("{} is not an IP address, skipping it", in_quotes(word)),
                             missing_brace_hint(word)));
    return address;
}

std::optional<core::IpAddress> read_host(const Token& word, std::string_view text, Draft& draft) {
    const auto address = read_any_host(word, text, draft);
    if (!address || takes_family(draft.instances.back(), address->family))
        return address;
    const bool v6 = address->family == core::Family::Ipv6;
    draft.report(warning(word.where,
                         fmt::format("{} is IPv{} among IPv{} addresses, ignoring it", in_quotes(word),
                                     v6 ? 6 : 4, v6 ? 4 : 6),
                         "an instance has one address family, that of its first address"));
    return std::nullopt;
}

void read_options(const Node& line, Block block, std::string_view what, Draft& draft) {
    for (std::size_t i = 1; i < line.words.size(); ++i) {
        const Token& word = line.words[i];
        const Keyword* option = find_keyword(block, word.text);
        if (option == nullptr) {
            report_unknown_option(word, what, draft);
        } else if (option->fate() == Fate::Refused) {
            draft.report(error(word.where,
                               fmt::format("{} option '{}' is not supported yet", what, word.text),
                               std::string(option->help)));
            return;
        } else if (option->parameter.syntax.empty()) {
            option->read(*option, {{word}, false, {}}, draft);
        } else if (i + 1 == line.words.size()) {
            draft.report(warning(word.where,
                                 fmt::format("'{}' lacks its parameter, ignoring it", option->name),
                                 fmt::format("{} {}", option->name, option->parameter.syntax)));
        } else {
            option->read(*option, {{word, line.words[++i]}, false, {}}, draft);
        }
    }
}

} // namespace xvrrp::config
