// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/grammar/keywords.h"
#include "config/report/show.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr std::array kBlocksInOrder{
    Block::File,      Block::GlobalDefs, Block::VrrpInstance, Block::Addresses,   Block::Routes,
    Block::Rules,     Block::TrackGroup, Block::SyncGroup,    Block::CheckScript, Block::TrackProcess,
    Block::TrackFile, Block::TrackAny,   Block::Tracked,      Block::Peers,       Block::Authentication,
    Block::AuthHmac,  Block::GarpGroup};
constexpr std::array kFates{Fate::Done, Fate::WithoutEffect, Fate::Refused};

struct Style {
    std::string_view opening;
    std::string (*block)(Block);
    std::string (*fate)(Fate);
    std::string (*row)(const Keyword&);
    std::string_view after_rows;
    std::string_view closing;
};

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::string_view title(Fate fate) {
    switch (fate) {
    case Fate::Done:
        return "Done";
    case Fate::WithoutEffect:
        return "Taken without effect";
    case Fate::Refused:
        return "Refused";
    }
    return {};
}

std::string title(Block block) {
    std::string text(place(block));
    text.front() = text.front() == 'a' ? 'A' : 'I';
    return text;
}

std::string syntax(const Keyword& keyword) {
    const std::string_view parameter = keyword.parameter.syntax;
    const std::string_view gap = parameter.empty() || !keyword.opens ? "" : " ";
    return fmt::format("{}{}{}", parameter, gap, keyword.opens ? "{ ... }" : "");
}

constexpr std::string_view kMarkdownOpening =
    R"(# The keywords of the configuration

`scripts/generate-docs` prints this page and xvrrpd.conf(5) from the table that the parser works with.

The language and its [grammar](grammar.md) are keepalived's. Each keyword of its VRRP part and of `global_defs` has one
of three fates. **Done**: it does here what it does there. **Taken without effect**: nothing here depends on it;
`xvrrpd -t` notes it, with the reason. **Refused**: a router without it would do something else than the file says, so the
daemon does not start; the table says what to use instead. Keywords inside of a block that is refused or skipped are not
looked at. A keyword that nobody knows is a warning, and is ignored.
)";

std::string markdown_code(std::string_view text) {
    return text.empty() ? "" : "`" + replace_all(std::string(text), "|", "\\|") + "`";
}

std::string markdown_block(Block block) {
    return fmt::format("\n## {}\n", title(block));
}

std::string markdown_fate(Fate fate) {
    const std::string_view columns = fate == Fate::Done            ? "takes | unset | what it does"
                                     : fate == Fate::WithoutEffect ? "takes | why"
                                                                   : "takes | instead";
    const std::string_view rule = fate == Fate::Done ? "|---|---|---|---|" : "|---|---|---|";
    return fmt::format("\n### {}\n\n| keyword | {} |\n{}\n", title(fate), columns, rule);
}

std::string markdown_row(const Keyword& keyword) {
    const std::string unset = keyword.fate() == Fate::Done ? fmt::format(" {} |", keyword.unset) : "";
    return fmt::format("| {} | {} |{} {} |\n", markdown_code(keyword.name), markdown_code(syntax(keyword)),
                       unset, keyword.help);
}

constexpr std::string_view kMdocOpening =
    R"(.\" SPDX-License-Identifier: GPL-2.0-or-later
.\" Printed by scripts/generate-docs.
.Dd November 21, 2026
.Dt XVRRPD.CONF 5
.Os xvrrp
.Sh NAME
.Nm xvrrpd.conf
.Nd configuration of xvrrpd
.Sh DESCRIPTION
The configuration of
.Xr xvrrpd 8
is in the language of
.Xr keepalived.conf 5 :
a keyword and its parameters on each line, blocks between braces, comments after
.Sq #
or
.Sq \&! ,
with its includes, variables, conditional lines and repetitions.
.Pp
Each keyword of its VRRP part and of
.Ic global_defs
has one of three fates.
Done: it does here what it does there.
Taken without effect: nothing here depends on it;
.Ql xvrrpd -t
notes it, with the reason.
Refused: a router without it would do something else than the file says, so the daemon does not start;
its entry says what to use instead.
Keywords inside of a block that is refused or skipped are not looked at.
A keyword that nobody knows is a warning, and is ignored.
)";

constexpr std::string_view kMdocClosing =
    R"(.Sh FILES
.Bl -tag -width Ds
.It Pa /etc/xvrrpd/xvrrpd.conf
The configuration.
.El
.Sh EXAMPLES
.Bd -literal
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        192.0.2.100/24
    }
}
.Ed
.Sh SEE ALSO
.Xr keepalived.conf 5 ,
.Xr xvrrpctl 8 ,
.Xr xvrrpd 8
)";

// No word of a text is a request, and each sentence has its line.
std::string mdoc_text(std::string_view text) {
    return replace_all(replace_all(std::string(text), "\\", "\\e"), ". ", ".\n");
}

std::string mdoc_block(Block block) {
    std::string heading = title(block);
    for (char& c : heading)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return fmt::format(".Sh {}\n", heading);
}

std::string mdoc_fate(Fate fate) {
    return fmt::format(".Ss {}\n.Bl -tag -width Ds\n", title(fate));
}

std::string mdoc_row(const Keyword& keyword) {
    const std::string takes = syntax(keyword);
    const std::string parameter = takes.empty() ? "" : fmt::format(" Ar \"{}\"", takes);
    const std::string unset =
        keyword.unset.empty() ? "" : fmt::format("Unset: {}.\n", mdoc_text(keyword.unset));
    const std::string help = keyword.help.empty() ? "" : mdoc_text(keyword.help) + "\n";
    return fmt::format(".It Ic {}{}\n{}{}", keyword.name, parameter, help, unset);
}

constexpr Style kMarkdown{kMarkdownOpening, markdown_block, markdown_fate, markdown_row, "", ""};
constexpr Style kMdoc{kMdocOpening, mdoc_block, mdoc_fate, mdoc_row, ".El\n", kMdocClosing};

std::string rows(Block block, Fate fate, const Style& style) {
    std::string text;
    for (const Keyword& keyword : keywords()) {
        if (keyword.where == block && keyword.fate() == fate)
            text += style.row(keyword);
    }
    return text;
}

std::string manual(const Style& style) {
    std::string text(style.opening);
    for (const Block block : kBlocksInOrder) {
        text += style.block(block);
        for (const Fate fate : kFates) {
            const std::string group = rows(block, fate, style);
            if (!group.empty())
                text += fmt::format("{}{}{}", style.fate(fate), group, style.after_rows);
        }
    }
    return text.append(style.closing);
}

} // namespace

std::string manual_as_markdown() {
    return manual(kMarkdown);
}

std::string manual_as_mdoc() {
    return manual(kMdoc);
}

} // namespace xvrrp::config
