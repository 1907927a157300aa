// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/routing/routing_line.h"

#include "config/text/words.h"
#include "config/vrrp/address_options.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr unsigned kRealmBits = 16;

} // namespace

void read_line(const Node& line, Block block, const std::function<void(const Token&)>& otherwise,
               Draft& draft) {
    draft.line = {&line, 0, false};
    while (!draft.line.dropped && draft.line.next < line.words.size()) {
        const Token& word = line.words[draft.line.next++];
        const Keyword* option = find_keyword(block, word.text);
        if (option == nullptr) {
            otherwise(word);
        } else if (option->fate() == Fate::Refused) {
            draft.report(error(word.where, fmt::format("option '{}' is not supported yet", word.text),
                               std::string(option->help)));
            draft.line.dropped = true;
        } else {
            option->read(*option, {{word}, false, {}}, draft);
        }
    }
}

void drop_line(const Token& word, const std::string& why, Draft& draft, const std::string& hint) {
    draft.line.dropped = true;
    draft.report(warning(word.where, fmt::format("{}, skipping this line", why), hint));
}

const Token* next_word(const Keyword& keyword, Draft& draft) {
    const auto& words = draft.line.line->words;
    if (draft.line.next < words.size())
        return &words[draft.line.next++];
    draft.line.dropped = true;
    draft.report(error(words.back().where, fmt::format("'{}' lacks its parameter", keyword.name),
                       fmt::format("{} {}", keyword.name, keyword.parameter.syntax)));
    return nullptr;
}

bool take_word(std::string_view text, Draft& draft) {
    const auto& words = draft.line.line->words;
    const bool is_next = draft.line.next < words.size() && words[draft.line.next].text == text;
    draft.line.next += is_next ? 1 : 0;
    return is_next;
}

std::optional<std::uint32_t> next_named(const Keyword& keyword, NameFile file, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return std::nullopt;
    const auto number = draft.routing_names.number(file, word->text, *draft.around);
    if (!number)
        drop_line(*word, fmt::format("unknown {} {}", keyword.name, in_quotes(*word)), draft,
                  fmt::format("a number, or a name of /etc/iproute2/{}", title(file)));
    return number;
}

std::optional<std::uint32_t> next_number(const Keyword& keyword, std::int64_t most, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return std::nullopt;
    const auto number = parse_number(word->text, 0);
    if (number && number->value >= 0 && number->value <= most)
        return static_cast<std::uint32_t>(number->value);
    drop_line(*word, fmt::format("{} {} is not in 0..{}", keyword.name, in_quotes(*word), most), draft);
    return std::nullopt;
}

std::optional<std::uint32_t> next_realms(const Keyword& keyword, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return std::nullopt;
    const std::string_view text = word->text;
    const std::size_t slash = text.find('/');
    const auto read = [&](std::string_view part) {
        return draft.routing_names.number(NameFile::Realms, part, *draft.around);
    };
    const auto first = read(text.substr(0, slash));
    const auto second = slash == std::string_view::npos ? std::optional(0U) : read(text.substr(slash + 1));
    if (!first || !second) {
        drop_line(*word, fmt::format("unknown realm {}", in_quotes(*word)), draft,
                  "FROM/TO or TO, numbers or names of /etc/iproute2/rt_realms");
        return std::nullopt;
    }
    return slash == std::string_view::npos ? *first : *first << kRealmBits | *second;
}

std::string realms_text(std::uint32_t realms) {
    return fmt::format("{}/{}", realms >> kRealmBits, realms & 0xffff);
}

bool is_default(std::string_view text) {
    return text == "default" || text == "all" || text == "any";
}

std::optional<core::InterfaceAddress> read_prefix(const Token& word, Draft& draft) {
    const std::string_view text = word.text;
    const std::size_t slash = text.find('/');
    const auto address = core::IpAddress::from_text(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    const std::uint8_t length =
        slash == std::string_view::npos
            ? host_length(address->family)
            : read_prefix_length(word, text.substr(slash + 1), address->family, draft);
    return core::InterfaceAddress{*address, length};
}

bool takes_family(std::optional<core::Family>& line, core::Family family, const Token& word, Draft& draft) {
    if (line.value_or(family) == family) {
        line = family;
        return true;
    }
    drop_line(word,
              fmt::format("{} is for IPv{} on a line for IPv{}", in_quotes(word), static_cast<int>(family),
                          static_cast<int>(*line)),
              draft);
    return false;
}

std::optional<std::uint8_t> resolve_protocol(const Optional<std::uint8_t>& written, bool track,
                                             Draft& draft) {
    if (!track)
        return written ? std::optional(written->value) : std::nullopt;
    if (written && written->value != core::kRouteProtocol)
        draft.report(warning(written->where,
                             fmt::format("what is tracked has protocol {}, using that",
                                         static_cast<int>(core::kRouteProtocol)),
                             "add no_track"));
    return core::kRouteProtocol;
}

} // namespace xvrrp::config
