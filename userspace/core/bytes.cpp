// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/bytes.h"

namespace xvrrp::core {

void put16(Bytes& out, std::uint16_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8));
    out.push_back(static_cast<std::uint8_t>(value));
}

void put_bytes(Bytes& out, ByteView value) {
    out.insert(out.end(), value.begin(), value.end());
}

void set16(std::span<std::uint8_t> bytes, std::size_t offset, std::uint16_t value) {
    bytes[offset] = static_cast<std::uint8_t>(value >> 8);
    bytes[offset + 1] = static_cast<std::uint8_t>(value);
}

std::uint16_t get16(ByteView bytes, std::size_t offset) {
    return static_cast<std::uint16_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

std::uint32_t checksum_add(std::uint32_t sum, ByteView bytes) {
    std::size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2)
        sum += get16(bytes, i);
    if (i < bytes.size())
        sum += static_cast<std::uint32_t>(bytes[i]) << 8;
    return sum;
}

std::uint16_t checksum_finish(std::uint32_t sum) {
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

} // namespace xvrrp::core
