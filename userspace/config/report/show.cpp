// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/report/show.h"

#include "config/grammar/keywords.h"
#include "config/text/words.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xvrrp::config {
namespace {

using core::VirtualRouterConfig;

using Statements = std::vector<Statement>;

constexpr std::size_t kMostChanges = 100; // a person is shown no more changes of one block

std::string written(const Value& value, Secrets secrets) {
    if (value.secret.empty())
        return value.text;
    const std::string secret = secrets == Secrets::Shown ? value.secret : "***";
    return value.text.empty() ? secret : value.text + " " + secret;
}

void add(const Keyword& row, Values values, Secrets secrets, Statements& out) {
    for (Value& value : values)
        out.push_back({std::string(row.name), written(value, secrets), std::move(value.lines)});
}

std::string written_line(const Statement& statement) {
    return statement.value.empty() ? statement.keyword : statement.keyword + " " + statement.value;
}

void add_block(const Keyword& row, const Statements& inner, Statements& out) {
    if (inner.empty())
        return;
    Statement& statement = out.emplace_back(Statement{std::string(row.name), {}, {}});
    for (const Statement& each : inner) {
        statement.block.push_back(written_line(each));
        if (each.block.empty())
            continue;
        statement.block.back() += " {";
        for (const std::string& line : each.block)
            statement.block.push_back("    " + line);
        statement.block.emplace_back("}");
    }
}

// The rows of the block that have something to write of the part. A row without a Show of its own is written as the
// block that it opens.
template <class Part>
void add_rows(Block block, const Part& part, Secrets secrets, Statements& out) {
    for (const Keyword* row : keywords_in(block)) {
        if (const auto* show = std::get_if<Show<Part>>(&row->show)) {
            add(*row, (*show)(part), secrets, out);
        } else if (row->opens && row->show.index() == 0) {
            Statements inner;
            add_rows(*row->opens, part, secrets, inner);
            add_block(*row, inner, out);
        }
    }
}

// A setting that all instances share is written once for all of them, however many tell it.
Values common_values(Show<VirtualRouterConfig> show, const std::vector<VirtualRouterConfig>& routers) {
    Values all;
    std::set<Value> seen;
    for (const auto& router : routers) {
        for (Value& value : show(router)) {
            if (!seen.insert(value).second)
                continue;
            if (!value.lines.empty() && !all.empty())
                std::ranges::move(value.lines, std::back_inserter(all.front().lines));
            else
                all.push_back(std::move(value));
        }
    }
    return all;
}

void add_common_rows(Block block, const std::vector<VirtualRouterConfig>& routers, Secrets secrets,
                     Statements& out) {
    for (const Keyword* row : keywords_in(block)) {
        if (const auto* show = std::get_if<Show<VirtualRouterConfig>>(&row->show))
            add(*row, common_values(*show, routers), secrets, out);
    }
}

std::string indented(const Statements& statements) {
    std::string out;
    for (const auto& each : statements) {
        out += "    " + written_line(each);
        if (!each.block.empty()) {
            out += " {\n";
            for (const auto& line : each.block)
                out += "        " + line + '\n';
            out += "    }";
        }
        out += '\n';
    }
    return out;
}

// Statements without a block stand together, and an empty line follows them and each block.
void append_top_level(const Statements& statements, std::string& out) {
    bool follows_line = false;
    for (const auto& each : statements) {
        const bool has_block = !each.block.empty();
        if (has_block && follows_line)
            out += '\n';
        follows_line = !has_block;
        out += written_line(each);
        if (has_block)
            out += fmt::format(" {{\n    {}\n}}\n", fmt::join(each.block, "\n    "));
        out += '\n';
    }
    if (follows_line)
        out += '\n';
}

// Statements of the file, but for global_defs and the instances.
Statements of_the_file(const Config& config, Secrets secrets) {
    Statements out;
    for (const Keyword* row : keywords_in(Block::File)) {
        if (row->opens == Block::GlobalDefs) {
            Statements inner;
            add_rows(Block::GlobalDefs, config, secrets, inner);
            add_common_rows(Block::GlobalDefs, config.routers, secrets, inner);
            add_block(*row, inner, out);
        } else if (const auto* show = std::get_if<Show<Config>>(&row->show)) {
            add(*row, (*show)(config), secrets, out);
        } else if (const auto* common = std::get_if<Show<VirtualRouterConfig>>(&row->show)) {
            add(*row, common_values(*common, config.routers), secrets, out);
        }
    }
    return out;
}

const Keyword& instance_row() {
    const auto rows = keywords_in(Block::File);
    return **std::ranges::find(rows, std::optional(Block::VrrpInstance), &Keyword::opens);
}

std::string in_words(const Statement* statement) {
    if (!statement)
        return "not set";
    return statement->value.empty() ? "set" : statement->value;
}

// The lines of one list that are not in the other, the first of them one by one.
std::string missing(const std::vector<std::string>& lines, const std::vector<std::string>& from,
                    std::string_view sign) {
    const std::unordered_set<std::string_view> known(from.begin(), from.end());
    std::string changes;
    std::size_t count = 0;
    for (const auto& line : lines) {
        if (!known.contains(line) && ++count <= kMostChanges)
            changes += fmt::format(" {} {}", sign, line);
    }
    if (count > kMostChanges)
        changes += fmt::format(" {} {} more", sign, count - kMostChanges);
    return changes;
}

void compare_blocks(const Statement* from, const Statement* to, std::vector<std::string>& out) {
    static const std::vector<std::string> nothing;
    const auto& before = from ? from->block : nothing;
    const auto& after = to ? to->block : nothing;
    const std::string changes = missing(before, after, "-") + missing(after, before, "+");
    out.push_back((from ? from : to)->keyword + ":" + (changes.empty() ? " in another order" : changes));
}

const Statement* find(const Statements& statements, const std::string& keyword) {
    const auto found = std::ranges::find(statements, keyword, &Statement::keyword);
    return found == statements.end() ? nullptr : &*found;
}

void compare(const std::string& keyword, const Statement* from, const Statement* to,
             std::vector<std::string>& out) {
    if (from && to && *from == *to)
        return;
    if ((from && !from->block.empty()) || (to && !to->block.empty()))
        compare_blocks(from, to, out);
    else
        out.push_back(fmt::format("{} {} -> {}", keyword, in_words(from), in_words(to)));
}

// The statements of the router, and those that the language has once for all instances.
Statements all_statements(const VirtualRouterConfig& router, Secrets secrets) {
    auto all = statements(router, secrets);
    add_common_rows(Block::GlobalDefs, {router}, secrets, all);
    add_common_rows(Block::File, {router}, secrets, all);
    return all;
}

// A statement that looks the same as before and is not has another secret.
void compare_secrets(const VirtualRouterConfig& from, const VirtualRouterConfig& to,
                     std::vector<std::string>& out) {
    const auto hidden_before = statements(from, Secrets::Hidden);
    const auto hidden_after = statements(to, Secrets::Hidden);
    const auto before = statements(from, Secrets::Shown);
    const auto after = statements(to, Secrets::Shown);
    for (const auto& each : before) {
        const auto* other = find(after, each.keyword);
        const auto* looks = find(hidden_before, each.keyword);
        const auto* other_looks = find(hidden_after, each.keyword);
        if (other && *other != each && *looks == *other_looks)
            out.push_back(each.keyword + ": another secret");
    }
}

} // namespace

Statements statements(const VirtualRouterConfig& router, Secrets secrets) {
    Statements out;
    add_rows(Block::VrrpInstance, router, secrets, out);
    return out;
}

std::string show(const Config& config, Secrets secrets) {
    std::string out;
    append_top_level(of_the_file(config, secrets), out);
    for (const auto& router : config.routers) // the last, because they use what stands above them
        out += fmt::format("{} {} {{\n{}}}\n\n", instance_row().name, word(router.name),
                           indented(statements(router, secrets)));
    if (!out.empty())
        out.pop_back();
    return out;
}

std::vector<std::string> differences(const VirtualRouterConfig& from, const VirtualRouterConfig& to) {
    std::vector<std::string> out;
    if (from.name != to.name)
        out.push_back(fmt::format("name {} -> {}", word(from.name), word(to.name)));
    const auto group_of = [](const VirtualRouterConfig& router) {
        return router.sync_group.empty() ? "not set" : word(router.sync_group);
    };
    if (from.sync_group != to.sync_group)
        out.push_back(fmt::format("vrrp_sync_group {} -> {}", group_of(from), group_of(to)));
    const auto before = all_statements(from, Secrets::Hidden);
    const auto after = all_statements(to, Secrets::Hidden);
    for (const auto& each : before)
        compare(each.keyword, &each, find(after, each.keyword), out);
    for (const auto& each : after) {
        if (!find(before, each.keyword))
            compare(each.keyword, nullptr, &each, out);
    }
    if (from.authentication != to.authentication || from.hmac != to.hmac || from.ah_key != to.ah_key)
        compare_secrets(from, to, out);
    return out;
}

} // namespace xvrrp::config
