// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/address.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace xvrrp::core {

namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos)
            return parts;
        text.remove_prefix(at + 1);
    }
}

std::optional<unsigned> number(std::string_view text, int base, std::size_t max_digits) {
    unsigned value = 0;
    const auto* end = text.data() + text.size();
    if (text.empty() || text.size() > max_digits)
        return {};
    const auto [stop, error] = std::from_chars(text.data(), end, value, base);
    if (error != std::errc{} || stop != end)
        return {};
    return value;
}

std::optional<std::array<std::uint8_t, 4>> parse_v4(std::string_view text) {
    const auto parts = split(text, '.');
    std::array<std::uint8_t, 4> octets{};
    if (parts.size() != octets.size())
        return {};
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const auto value = number(parts[i], 10, 3);
        if (!value || *value > 255 || (parts[i].size() > 1 && parts[i].front() == '0'))
            return {};
        octets[i] = static_cast<std::uint8_t>(*value);
    }
    return octets;
}

enum class Quad : std::uint8_t { MayEnd, Nowhere };

// One side of "::", or all of it: groups of hexadecimal digits. A dotted quad may end the address.
std::optional<Bytes> parse_groups(std::string_view text, Quad quad) {
    Bytes out;
    if (text.empty())
        return out;
    const auto parts = split(text, ':');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (quad == Quad::MayEnd && i + 1 == parts.size() && parts[i].find('.') != std::string_view::npos) {
            const auto octets = parse_v4(parts[i]);
            if (!octets)
                return {};
            put_bytes(out, *octets);
            break;
        }
        const auto value = number(parts[i], 16, 4);
        if (!value)
            return {};
        put16(out, static_cast<std::uint16_t>(*value));
    }
    return out;
}

std::optional<std::array<std::uint8_t, 16>> parse_v6(std::string_view text) {
    std::array<std::uint8_t, 16> octets{};
    const auto gap = text.find("::");
    const bool whole = gap == std::string_view::npos;
    const auto head = parse_groups(text.substr(0, gap), whole ? Quad::MayEnd : Quad::Nowhere);
    const auto tail = whole ? Bytes{} : parse_groups(text.substr(gap + 2), Quad::MayEnd);
    if (!head || !tail)
        return {};
    const auto written = head->size() + tail->size();
    if (whole ? written != 16 : written > 14)
        return {};
    std::ranges::copy(*head, octets.begin());
    std::ranges::copy(*tail, octets.end() - static_cast<std::ptrdiff_t>(tail->size()));
    return octets;
}

std::string text_v6(const std::array<std::uint8_t, 16>& octets) {
    std::array<unsigned, 8> groups{};
    for (std::size_t i = 0; i < 8; ++i)
        groups[i] = get16(octets, 2 * i);
    // RFC 5952 section 4.2: the first longest run of two or more zero groups becomes "::".
    std::size_t best = 8;
    std::size_t best_length = 1;
    for (std::size_t i = 0; i < 8; ++i) {
        std::size_t length = 0;
        while (i + length < 8 && groups[i + length] == 0)
            ++length;
        if (length > best_length) {
            best = i;
            best_length = length;
        }
    }
    std::string out;
    for (std::size_t i = 0; i < 8;) {
        if (i == best) {
            out += "::";
            i += best_length;
            continue;
        }
        if (!out.empty() && out.back() != ':')
            out += ':';
        std::array<char, 4> digits{};
        const auto end = std::to_chars(digits.begin(), digits.end(), groups[i++], 16).ptr;
        out.append(digits.begin(), end);
    }
    return out;
}

} // namespace

IpAddress IpAddress::v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d) {
    return {Family::Ipv4, {a, b, c, d}};
}

IpAddress IpAddress::from_bytes(ByteView bytes) {
    IpAddress out{bytes.size() == 4 ? Family::Ipv4 : Family::Ipv6, {}};
    std::ranges::copy(bytes.first(bytes.size() == 4 ? 4 : 16), out.octets.begin());
    return out;
}

IpAddress IpAddress::from_mapped(const std::array<std::uint8_t, 16>& bytes) {
    const ByteView view(bytes);
    return from_bytes(std::ranges::equal(view.first(12), kMappedPrefix) ? view.last(4) : view);
}

std::optional<IpAddress> IpAddress::from_text(std::string_view text) {
    if (text.find(':') == std::string_view::npos) {
        const auto octets = parse_v4(text);
        return octets ? std::optional(from_bytes(*octets)) : std::nullopt;
    }
    const auto octets = parse_v6(text);
    return octets ? std::optional(from_bytes(*octets)) : std::nullopt;
}

std::array<std::uint8_t, 16> IpAddress::mapped() const {
    if (family == Family::Ipv6)
        return octets;
    std::array<std::uint8_t, 16> out{};
    std::ranges::copy(kMappedPrefix, out.begin());
    std::ranges::copy(bytes(), out.begin() + 12);
    return out;
}

std::string IpAddress::text() const {
    if (family == Family::Ipv6)
        return text_v6(octets);
    std::string out = std::to_string(octets[0]);
    for (std::size_t i = 1; i < 4; ++i)
        out += '.' + std::to_string(octets[i]);
    return out;
}

IpAddress IpAddress::network(unsigned length) const {
    IpAddress out = *this;
    for (unsigned bit = length; bit < 8 * bytes().size(); ++bit)
        out.octets[bit / 8] = static_cast<std::uint8_t>(out.octets[bit / 8] & ~(0x80 >> bit % 8));
    return out;
}

bool IpAddress::is_unspecified() const {
    return std::ranges::all_of(bytes(), [](auto octet) { return octet == 0; });
}

bool IpAddress::is_multicast() const {
    return family == Family::Ipv4 ? (octets[0] & 0xf0) == 0xe0 : octets[0] == 0xff;
}

bool IpAddress::is_loopback() const {
    if (family == Family::Ipv4)
        return octets[0] == 127;
    return std::ranges::all_of(bytes().first(15), [](auto octet) { return octet == 0; }) && octets[15] == 1;
}

bool IpAddress::is_link_local() const {
    return family == Family::Ipv4 ? octets[0] == 169 && octets[1] == 254
                                  : octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80;
}

std::string InterfaceAddress::text() const {
    return address.text() + '/' + std::to_string(prefix_length);
}

std::optional<IpAddress> InterfaceAddress::broadcast() const {
    if (address.family != Family::Ipv4 || prefix_length > 30)
        return {};
    IpAddress out = address;
    for (unsigned bit = prefix_length; bit < 32; ++bit)
        out.octets[bit / 8] = static_cast<std::uint8_t>(out.octets[bit / 8] | 0x80 >> bit % 8);
    return out;
}

std::string MacAddress::text() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const auto octet : octets) {
        if (!out.empty())
            out += ':';
        out += kDigits[octet >> 4];
        out += kDigits[octet & 0xf];
    }
    return out;
}

MacAddress multicast_mac(const IpAddress& group) {
    const auto& g = group.octets;
    if (group.family == Family::Ipv4)
        return {{0x01, 0x00, 0x5e, static_cast<std::uint8_t>(g[1] & 0x7f), g[2], g[3]}};
    return {{0x33, 0x33, g[12], g[13], g[14], g[15]}};
}

std::uint32_t pseudo_header(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
                            std::size_t length) {
    return checksum_add(checksum_add(static_cast<std::uint32_t>(protocol + length), source.bytes()),
                        destination.bytes());
}

MacAddress virtual_mac(Family family, std::uint8_t vrid) {
    const std::uint8_t version = family == Family::Ipv4 ? 1 : 2;
    return {{0x00, 0x00, 0x5e, 0x00, version, vrid}};
}

IpAddress vrrp_group(Family family) {
    if (family == Family::Ipv4)
        return IpAddress::v4(224, 0, 0, 18);
    return {Family::Ipv6, {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12}};
}

} // namespace xvrrp::core
