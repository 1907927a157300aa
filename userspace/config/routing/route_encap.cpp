// SPDX-License-Identifier: GPL-2.0-or-later
// encap of a route: the header that the kernel puts before each packet. The words are those of ip-route(8).
#include "config/grammar/setting.h"
#include "config/routing/routing_line.h"
#include "config/text/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <type_traits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xvrrp::config {
namespace {

using core::Family;
using core::MplsLabels;
using core::NextHop;
using core::TunnelHeader;

constexpr std::uint32_t kLargestLabel = 0xfffff; // RFC 3032 section 2.1
constexpr std::size_t kMostLabels = 16;          // as many as ip-route(8) takes

// A word behind encap ip or encap ip6, with its parameter.
struct Field {
    Keyword keyword;
    void (*read)(const Keyword& keyword, TunnelHeader& header, Draft& draft);
    std::string (*show)(const TunnelHeader& header);
};

template <auto Member>
void read_address(const Keyword& keyword, TunnelHeader& header, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    const auto address = word ? core::IpAddress::from_text(word->text) : std::nullopt;
    if (address && address->family == header.family)
        header.*Member = *address;
    else if (word)
        drop_line(*word,
                  fmt::format("{} {} is no IPv{} address", keyword.name, in_quotes(*word),
                              static_cast<int>(header.family)),
                  draft);
}

void read_id(const Keyword& keyword, TunnelHeader& header, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return;
    std::uint64_t id = 0;
    const char* end = word->text.data() + word->text.size();
    const auto [read, error] = std::from_chars(word->text.data(), end, id);
    if (error == std::errc() && read == end)
        header.id = id;
    else
        drop_line(*word, fmt::format("id {} is not a number", in_quotes(*word)), draft);
}

void read_tos(const Keyword& keyword, TunnelHeader& header, Draft& draft) {
    if (const auto tos = next_named(keyword, NameFile::Dsfields, draft))
        header.tos = static_cast<std::uint8_t>(*tos);
}

template <auto Member>
void read_number_of(const Keyword& keyword, TunnelHeader& header, Draft& draft) {
    using Number = typename std::remove_reference_t<decltype(header.*Member)>::value_type;
    if (const auto number = next_number(keyword, keyword.parameter.most, draft))
        header.*Member = static_cast<Number>(*number);
}

template <auto Member>
std::string show_number_of(const TunnelHeader& header) {
    const auto& number = header.*Member;
    return number ? std::to_string(*number) : "";
}

template <auto Member>
std::string show_address_of(const TunnelHeader& header) {
    const auto& address = header.*Member;
    return address ? address->text() : "";
}

// clang-format off
constexpr Field kId{{"id", Block::Routes, text("NUMBER")}, read_id, show_number_of<&TunnelHeader::id>};
constexpr Field kDst{{"dst", Block::Routes, text("ADDRESS")}, read_address<&TunnelHeader::destination>, show_address_of<&TunnelHeader::destination>};
constexpr Field kSrc{{"src", Block::Routes, text("ADDRESS")}, read_address<&TunnelHeader::source>, show_address_of<&TunnelHeader::source>};
constexpr Field kFlags{{"flags", Block::Routes, {"0..65535", 0, 65535}}, read_number_of<&TunnelHeader::flags>, show_number_of<&TunnelHeader::flags>};

constexpr std::array kIpFields{kId, kDst, kSrc,
    Field{{"tos", Block::Routes, text("NAME | NUMBER")}, read_tos, show_number_of<&TunnelHeader::tos>},
    Field{{"ttl", Block::Routes, {"0..255", 0, 255}}, read_number_of<&TunnelHeader::ttl>, show_number_of<&TunnelHeader::ttl>}, kFlags};
constexpr std::array kIp6Fields{kId, kDst, kSrc,
    Field{{"tc", Block::Routes, text("NAME | NUMBER")}, read_tos, show_number_of<&TunnelHeader::tos>},
    Field{{"hoplimit", Block::Routes, {"0..255", 0, 255}}, read_number_of<&TunnelHeader::ttl>, show_number_of<&TunnelHeader::ttl>}, kFlags};

// clang-format on

std::span<const Field> fields_of(Family family) {
    return family == Family::Ipv4 ? std::span<const Field>(kIpFields) : std::span<const Field>(kIp6Fields);
}

// As in keepalived, a word without a parameter behind it does not belong to the header.
const Field* next_field(Family family, Draft& draft) {
    constexpr std::size_t kPair = 2;
    if (draft.line.dropped || draft.line.line->words.size() < draft.line.next + kPair)
        return nullptr;
    const auto fields = fields_of(family);
    const auto found =
        std::ranges::find_if(fields, [&](const Field& each) { return take_word(each.keyword.name, draft); });
    return found == fields.end() ? nullptr : &*found;
}

void read_tunnel(Family family, const Token& word, Draft& draft) {
    TunnelHeader header{.family = family};
    while (const Field* field = next_field(family, draft))
        field->read(field->keyword, header, draft);
    if (!draft.line.dropped && !header.id && !header.destination)
        drop_line(word, "the header of a tunnel needs an id or a destination", draft,
                  "id NUMBER, or dst ADDRESS");
    hop(draft).encap = header;
}

void read_labels(const Keyword& keyword, Draft& draft) {
    const Token* word = next_word(keyword, draft);
    if (word == nullptr)
        return;
    MplsLabels stack;
    for (std::string_view left = word->text;;) {
        const std::size_t slash = left.find('/');
        const auto label = parse_c_number(left.substr(0, slash));
        if (!label || *label > kLargestLabel || stack.labels.size() == kMostLabels)
            return drop_line(*word, fmt::format("{} are no MPLS labels", in_quotes(*word)), draft,
                             fmt::format("LABEL or LABEL/LABEL..., each in 0..{}", kLargestLabel));
        stack.labels.push_back(static_cast<std::uint32_t>(*label));
        if (slash == std::string_view::npos)
            break;
        left.remove_prefix(slash + 1);
    }
    hop(draft).encap = std::move(stack);
}

constexpr Keyword kLabels{"encap mpls", Block::Routes, text("LABEL[/LABEL]")};

void refuse_ila(const Token& word, Draft& draft) {
    draft.line.dropped = true;
    draft.report(error(word.where, "'encap ila' is not supported yet",
                       "ILA is for experiments; use encap ip6, or a tunnel interface"));
}

// keepalived places such a route all the same. Packets that are to be in a tunnel would go out without it.
bool read_route_encap(const Keyword& keyword, const Node& node, Draft& draft) {
    if (take_word("ip", draft))
        read_tunnel(Family::Ipv4, node.keyword(), draft);
    else if (take_word("ip6", draft))
        read_tunnel(Family::Ipv6, node.keyword(), draft);
    else if (take_word("mpls", draft))
        read_labels(kLabels, draft);
    else if (take_word("ila", draft))
        refuse_ila(node.keyword(), draft);
    else
        drop_line(node.keyword(), fmt::format("'{}' has no known type behind it", keyword.name), draft,
                  std::string(keyword.parameter.syntax));
    return true;
}

std::string encap_text(std::monostate /*none*/) {
    return {};
}

std::string encap_text(const TunnelHeader& header) {
    std::string text = header.family == Family::Ipv4 ? "ip" : "ip6";
    for (const Field& each : fields_of(header.family)) {
        const std::string value = each.show(header);
        if (!value.empty())
            text += fmt::format(" {} {}", each.keyword.name, value);
    }
    return text;
}

std::string encap_text(const MplsLabels& stack) {
    return fmt::format("mpls {}", fmt::join(stack.labels, "/"));
}

Values show_encap(const NextHop& hop) {
    const std::string text = std::visit([](const auto& each) { return encap_text(each); }, hop.encap);
    return text.empty() ? Values{} : when(true, text);
}

// clang-format off
constexpr std::array kEncapRows = std::to_array<Keyword>({
    {"encap", Block::Routes, text("ip [id N] [dst ADDRESS] [src ADDRESS] [tos T] [ttl N] [flags N] | ip6 [id N] [dst ADDRESS] [src ADDRESS] [tc T] [hoplimit N] [flags N] | mpls LABEL[/LABEL]"), {}, read_route_encap, show_encap, "none",
     "The kernel puts the header of a tunnel or MPLS labels before each packet. A tunnel needs an id or a destination."},
});
// clang-format on

} // namespace

Rows route_encap_rows() {
    return kEncapRows;
}

} // namespace xvrrp::config
